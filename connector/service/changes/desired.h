// What a change asks for: its template and parameters, or, once its tasks were made, what they were made
// from.
//
// A change stays on the version it was made from, whatever happens to the files meanwhile: the origin is an
// attachment of the change. A new `agreed` takes the parameters as they then are, but the same version of the
// template; the template's file counts again only where another template is named, or the attachment is gone.
// A change without a template goes over to one that is named later only with a new `agreed`.
// Another version is what an operator ordered (migration.h): an attachment, named in the stamp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/model/change.h"
#include "connector/service/site/site.h"
#include "connector/tracker/issue_reader.h"

namespace estafeta::service {

struct Desired {
  std::optional<model::DesiredChange> change;    // absent with no problems: a change without a template
  std::optional<model::DesiredChange> former;    // see change::Situation
  std::optional<model::DesiredChange> proposed;  // see change::Situation
  std::vector<base::Phrase> proposal_problems;
  std::vector<base::Phrase> problems;
  std::string skeleton;               // of the parameters
  std::vector<std::string> unfilled;  // see change::Situation
  std::string origin;                 // JSON, for the attachment
  std::string lost_origin;            // see change::Situation
};

// The template a change names, however it was typed or pasted: capitals and spaces around it do not count.
std::string template_named(const model::Issue& change);

// From the template's file as it is now, with the parameters of the change.
Desired desired_from_files(const Site& site, const model::Issue& change);

// Of attachments only those count that the account of Estafeta made. Errors as the ports', where they
// cannot be fetched now; what is wrong with template or parameters stands in `problems`.
base::Result<Desired> desired_of(const Site& site, tracker::IssueReader& tracker, const model::Issue& change,
                                 const base::PrincipalId& account);

}  // namespace estafeta::service
