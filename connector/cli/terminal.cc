#include "connector/cli/terminal.h"

#include <termios.h>
#include <unistd.h>

#include "connector/base/text.h"

namespace estafeta::cli {

namespace {

constexpr char kInterrupt = '\x03';

// While it lives nothing that is typed is shown, and Ctrl-C is a character: the terminal must not be left so.
class Silence {
 public:
  Silence() {
    is_set_ = tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!is_set_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Silence() {
    if (is_set_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  termios before_{};
  bool is_set_ = false;
};

std::optional<std::string> read_line() {
  std::string line;
  for (char c = 0;;) {
    if (read(STDIN_FILENO, &c, 1) != 1 || c == kInterrupt) return std::nullopt;
    if (c == '\n') return std::string(base::trimmed(line));
    line += c;
  }
}

}  // namespace

bool Terminal::is_there() {
  return isatty(STDIN_FILENO) != 0;
}

std::optional<std::string> Terminal::ask(const std::string& question) {
  out_ << question << " " << std::flush;
  return read_line();
}

std::optional<base::Secret> Terminal::ask_secret(const std::string& question) {
  const Silence silence;
  auto typed = ask(question);
  out_ << std::endl;
  if (!typed) return std::nullopt;
  return base::Secret(std::move(*typed));
}

}  // namespace estafeta::cli
