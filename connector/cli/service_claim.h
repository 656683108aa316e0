// By what name `serve` keeps a tracker, and how it gives that up when it is stopped (service/site/claim.h).
#pragma once

#include "connector/config/settings.h"
#include "connector/http/fenced_client.h"
#include "connector/service/site/claim.h"
#include "connector/store/shares.h"

namespace estafeta::cli {

// Another one in each process, but that those which share a database are one service. `shares`: null where
// nobody else may work on the store.
service::ServiceName service_name(const config::Settings& settings, const store::Shares* shares);

// Whoever stops the service does not wait for it: a tracker that does not answer at once keeps the name, and
// another service finds out by asking.
void release_claim(const service::Site& site, const service::ServiceName& name,
                   const http::FencedClient::MayWrite& may_write);

}  // namespace estafeta::cli
