#include "connector/service/entered.h"

#include "connector/config/register.h"
#include "connector/service/work_finder.h"

namespace estafeta::service {

namespace {

using base::Status;

constexpr const char* kText = "entered";
constexpr const char* kVersion = "entered_version";

}  // namespace

Status EnteredKeeper::load() {
  const auto version = store_.value(kVersion);
  if (!version) return version.error();
  const auto text = kept_entered(store_);
  if (!text) return text.error();
  version_ = version->value_or("");
  text_ = *text;
  return {};
}

Status EnteredKeeper::begin() {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  // Away, it tells the version with its first answer.
  if (!tracker_.directory.account()) return {};
  const auto news = has_news();
  return news ? Status() : news.error();
}

// Plans hang on it: every open change is looked at once more.
base::Result<bool> EnteredKeeper::has_news() {
  const auto told = tracker_.entered.told_version();
  if (told.empty() || told == version_) return false;
  auto now = tracker_.entered.entered();
  if (!now || now->version == version_) return false;
  store::Batch batch(store_);
  if (auto kept = store_.set_value(kVersion, now->version); !kept.ok()) return base::fail(std::move(kept));
  if (auto kept = store_.set_value(kText, now->text); !kept.ok()) return base::fail(std::move(kept));
  if (auto kept = look_at_open_changes(store_); !kept.ok()) return base::fail(std::move(kept));
  if (auto kept = batch.end(); !kept.ok()) return base::fail(std::move(kept));
  version_ = std::move(now->version);
  text_ = std::move(now->text);
  return true;
}

base::Result<std::string> kept_entered(store::Store& store) {
  auto text = store.value(kText);
  if (!text) return base::fail(text.error());
  return text->value_or("");
}

SiteWithEntered with_entered(const Site& site, const std::string& text) {
  SiteWithEntered made{site, {}};
  made.added = config::add_entered(text, made.site.mappings);
  made.site.registered = config::read_register(text);
  made.site.rules = rules_of(made.site.mappings, made.site.settings);
  return made;
}

}  // namespace estafeta::service
