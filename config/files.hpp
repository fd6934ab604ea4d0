#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <string>

namespace waymark::config {

// A regular file's bytes, or one sentence that names the file and says why not.
[[nodiscard]] std::expected<std::string, std::string> read_file(const std::filesystem::path& file,
                                                                std::size_t largest);

}  // namespace waymark::config
