# What is installed, and the Debian package of it (./dev package). The paths are those of Debian.

set(doc /usr/share/doc/waymark)
set(debian ${PROJECT_SOURCE_DIR}/cmake/debian)
set(manual ${PROJECT_BINARY_DIR}/manual)

# Made from the program's --help by the target `manual`, which only packaging asks for.
add_custom_target(manual
  COMMAND python3 ${PROJECT_SOURCE_DIR}/cmake/manual.py $<TARGET_FILE:waymark> ${PROJECT_VERSION} ${manual}
          ${debian}/changelog=changelog.Debian.gz ${PROJECT_SOURCE_DIR}/CHANGELOG.md=changelog.gz
  DEPENDS waymark VERBATIM)

install(TARGETS waymark RUNTIME DESTINATION /usr/bin)
install(DIRECTORY ${manual}/man1 DESTINATION /usr/share/man)
install(FILES ${manual}/waymark DESTINATION /usr/share/bash-completion/completions)

install(FILES systemd/waymark.service systemd/waymark.socket DESTINATION /lib/systemd/system)
install(FILES systemd/sysusers.conf DESTINATION /usr/lib/sysusers.d RENAME waymark.conf)
install(FILES systemd/tmpfiles.conf DESTINATION /usr/lib/tmpfiles.d RENAME waymark.conf)
install(FILES systemd/notify-reload.conf systemd/socket-activation.conf DESTINATION /usr/share/waymark/systemd)

install(FILES ${debian}/waymark.toml ${debian}/plan.toml DESTINATION /etc/waymark)
install(FILES ${debian}/default DESTINATION /etc/default RENAME waymark)
install(FILES config/bank-holidays-england.txt DESTINATION /usr/share/waymark)
foreach(folder grafana prometheus provisioning)
  if(EXISTS ${PROJECT_SOURCE_DIR}/dashboards/${folder})
    install(DIRECTORY dashboards/${folder} DESTINATION /usr/share/waymark/dashboards)
  endif()
endforeach()

file(GLOB documents docs/*.md docs/openapi.json)
install(FILES ${documents} ${debian}/copyright ${manual}/changelog.gz ${manual}/changelog.Debian.gz
        DESTINATION ${doc})
install(DIRECTORY config/examples DESTINATION ${doc}
        PATTERN state EXCLUDE PATTERN __pycache__ EXCLUDE PATTERN *.db EXCLUDE PATTERN .* EXCLUDE)
# The examples name it as it lies in the repository.
file(CREATE_LINK ../../waymark/bank-holidays-england.txt ${PROJECT_BINARY_DIR}/bank-holidays-england.txt SYMBOLIC)
install(FILES ${PROJECT_BINARY_DIR}/bank-holidays-england.txt DESTINATION ${doc})
install(FILES ${debian}/lintian-overrides DESTINATION /usr/share/lintian/overrides RENAME waymark)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME waymark)
set(CPACK_PACKAGE_VENDOR "The Waymark authors")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_SOURCE_DIR}/build)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "council performance against plan, from figures to status")
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "Waymark maintainers <maintainers@waymark.example>")
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# shlibdeps names what is linked (libre2-9 and others). What daemon/library loads at run time it does not see:
# libsystemd0 and what is recommended.
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "tzdata, ca-certificates, libsystemd0, systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libpq5, libodbc2, libcurl4")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "prometheus, grafana, odbc-mariadb, odbc-postgresql, tdsodbc, libsqliteodbc")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "A service that takes a council's periodic figures from CSV files and
databases, keeps every version of every figure, compares them with what the
plan promised, and shows where each commitment stands: as Prometheus metrics,
web pages and a JSON API.
.
The ledger only appends: any status can be produced as of an earlier date,
and every figure tells where it came from.")
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/debian)
file(WRITE ${PROJECT_BINARY_DIR}/debian/conffiles
     "/etc/default/waymark\n/etc/waymark/plan.toml\n/etc/waymark/waymark.toml\n")
foreach(script postinst prerm postrm)
  file(COPY ${debian}/${script} DESTINATION ${PROJECT_BINARY_DIR}/debian
       FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/debian/${script})
endforeach()
list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/debian/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
