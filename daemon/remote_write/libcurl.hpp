#pragma once

#include <curl/curl.h>

#include "daemon/library/library.hpp"

namespace waymark::remote_write {

// What is used of libcurl.
struct Libcurl : library::Library {
  Libcurl() : Library({"the HTTP client", "libcurl.so.4", "libcurl4"}) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
  }

  WAYMARK_FUNCTION(curl_easy_cleanup);
  WAYMARK_FUNCTION(curl_easy_getinfo);
  WAYMARK_FUNCTION(curl_easy_init);
  WAYMARK_FUNCTION(curl_easy_perform);
  WAYMARK_FUNCTION(curl_easy_setopt);
  WAYMARK_FUNCTION(curl_easy_strerror);
  WAYMARK_FUNCTION(curl_global_init);
  WAYMARK_FUNCTION(curl_slist_append);
  WAYMARK_FUNCTION(curl_slist_free_all);
};

inline constinit library::OnFirstUse<Libcurl> libcurl;

}  // namespace waymark::remote_write
