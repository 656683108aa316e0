// A PostgreSQL server of the test program's own, started when it is first asked for and gone with the
// program.
#pragma once

#include <string>

namespace estafeta::testing {

class Postgresql {
 public:
  // The only one of this program.
  static Postgresql& server();

  // The folder of its socket, which is how it is reached.
  const std::string& folder() const { return folder_; }
  // A new, empty database of a new user with that password.
  std::string make_database(const std::string& password);
  // Runs statements as the administrator; the first value of the last answer. What does not work ends the
  // program.
  std::string run(const std::string& database, const std::string& sql);
  // All connections break.
  void restart();

 private:
  Postgresql();
  void script(const std::string& arguments) const;

  std::string folder_;
  int databases_ = 0;
};

}  // namespace estafeta::testing
