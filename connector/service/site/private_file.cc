#include "connector/service/site/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace estafeta::service {

namespace {

bool write_all(int descriptor, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = write(descriptor, text.data() + done, text.size() - done);
    if (written <= 0) return false;
    done += static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

base::Status write_private_file(const std::string& path, const std::string& text) {
  constexpr mode_t kOwner = S_IRUSR | S_IWUSR;
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kOwner);
  bool good = descriptor >= 0 && fchmod(descriptor, kOwner) == 0 && write_all(descriptor, text);
  if (descriptor >= 0) good &= close(descriptor) == 0;
  if (good) return {};
  return {base::Code::failed_precondition, base::Phrase("try.cannot_write", {{"file", path}})};
}

}  // namespace estafeta::service
