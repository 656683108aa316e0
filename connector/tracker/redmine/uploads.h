// Files on their way into an issue or a page: first their content, then the tokens it is known by.
#pragma once

#include <vector>

#include "connector/tracker/redmine/codec.h"
#include "connector/tracker/redmine/encode.h"
#include "connector/tracker/redmine/rest.h"

namespace estafeta::tracker::redmine {

base::Result<std::vector<UploadToken>> upload(Rest& rest, const std::vector<Upload>& files);

}  // namespace estafeta::tracker::redmine
