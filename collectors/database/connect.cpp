#include "collectors/database/driver.hpp"

namespace waymark::database {

Connected connect(const config::Source& source, const Limits& limits) {
  switch (source.driver) {
    case config::Driver::postgresql: return connect_postgresql(source, limits);
    case config::Driver::sqlite: return connect_sqlite(source, limits);
    case config::Driver::odbc: return connect_odbc(source, limits);
  }
  return std::unexpected(Failed{Failed::Kind::unavailable, "it has no driver"});
}

}  // namespace waymark::database
