#include "daemon/app/log.hpp"
#include "daemon/app/service.hpp"
#include "daemon/cli/command.hpp"

namespace waymark::cli {

int serve(const Options& options) {
  app::set_up_log(options.log_level, options.log_format);
  return app::serve({options.configuration, options.listen, options.enable_lifecycle, options.web_config,
                     options.allow_open, options.accept_clock});
}

}  // namespace waymark::cli
