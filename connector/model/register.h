// What people keep of a client besides issues: documents (schemes, address plans, runbooks) and risks with a
// day.
//
// Entered on pages of the tracker, read by config/, shown by views/. Plain data; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/base/time.h"

namespace estafeta::model {

struct RegisteredDocument {
  std::string project;  // of the client
  std::string kind;     // what tasks of templates name it by: `address-plan`; may be empty
  std::string title;
  std::string link;  // of a web page; may be empty
  std::string owner;
  std::optional<base::Date> checked;  // somebody looked whether it is right; none: nobody yet

  friend bool operator==(const RegisteredDocument&, const RegisteredDocument&) = default;
};

struct Risk {
  std::string project;
  std::string text;
  base::Date on{};  // it strikes: “enough until 15 January”

  friend bool operator==(const Risk&, const Risk&) = default;
};

struct Register {
  std::vector<RegisteredDocument> documents;
  std::vector<Risk> risks;

  friend bool operator==(const Register&, const Register&) = default;
};

}  // namespace estafeta::model
