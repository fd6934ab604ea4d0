#include "daemon/cli/output.hpp"

#include <nlohmann/json.hpp>

namespace waymark::cli {

void put_json(const nlohmann::json& json) {
  put_json(json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace waymark::cli
