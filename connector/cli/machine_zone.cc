#include "connector/cli/machine_zone.h"

#include <filesystem>
#include <system_error>

#include "connector/calendar/zone.h"

namespace estafeta::cli {

std::string machine_zone() {
  std::error_code error;
  const std::string target = std::filesystem::read_symlink("/etc/localtime", error).string();
  const std::string folder = "zoneinfo/";
  const auto at = target.rfind(folder);
  const std::string name = at == std::string::npos ? "" : target.substr(at + folder.size());
  return calendar::zone_exists(name) ? name : "";
}

}  // namespace estafeta::cli
