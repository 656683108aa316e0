#include "connector/service/site/site_keeper.h"

#include <algorithm>
#include <filesystem>
#include <iterator>

namespace estafeta::service {

namespace {

std::string kept_as(const std::string& template_path) {
  return "template:" + std::filesystem::path(template_path).filename().string();
}

base::Diagnostics errors_of(const base::Diagnostics& problems) {
  base::Diagnostics errors;
  std::copy_if(problems.begin(), problems.end(), std::back_inserter(errors),
               [](const auto& one) { return one.severity == base::Severity::error; });
  return errors;
}

}  // namespace

SiteKeeper::SiteKeeper(std::string settings_file, Load load, store::Store& store, const base::Clock& clock)
    : settings_file_(std::move(settings_file)),
      load_(std::move(load)),
      store_(store),
      clock_(clock),
      files_(settings_file_) {}

LoadedSite SiteKeeper::load() {
  return load_([this](const std::string& path) -> std::optional<std::string> {
    auto text = store_.value(kept_as(path));
    return text ? std::move(*text) : std::nullopt;
  });
}

base::Status SiteKeeper::begin(const Site& loaded) {
  files_.take(loaded.settings);
  auto again = load();
  return take(again.rules_hold ? std::move(again) : LoadedSite{loaded, {}, true});
}

base::Result<SiteNews> SiteKeeper::look(bool asked) {
  if (!files_.changed() && !asked) return SiteNews::none;
  files_.take(site_.settings);
  auto loaded = load();
  if (!loaded.rules_hold) {
    problems_ = std::move(loaded.problems);
    site_.refused = errors_of(problems_);
    return SiteNews::refused;
  }
  const auto& now = site_.settings;
  auto& next = loaded.site.settings;
  from_next_start_.clear();
  const auto waits = [&](bool differs, const char* setting) {
    if (!differs) return;
    from_next_start_.emplace_back(setting);
    loaded.problems.push_back({base::Severity::warning,
                               base::Phrase("config.from_next_start", {{"setting", std::string(setting)}}),
                               {settings_file_, 0, 0}});
  };
  waits(next.tracker != now.tracker, "tracker");
  waits(next.store != now.store, "store");
  waits(next.listener != now.listener, "listener");
  next.tracker = now.tracker;
  next.store = now.store;
  next.listener = now.listener;
  if (auto kept = take(std::move(loaded)); !kept.ok()) return base::fail(std::move(kept));
  files_.take(site_.settings);  // which may name other folders
  return SiteNews::taken;
}

base::Status SiteKeeper::take(LoadedSite loaded) {
  site_ = std::move(loaded.site);
  problems_ = std::move(loaded.problems);
  site_.refused = errors_of(problems_);
  read_at_ = clock_.now();
  store::Batch batch(store_);
  for (const auto& [name, file] : site_.templates) {
    const auto kept = store_.value(kept_as(file.path));
    if (!kept) return kept.error();
    if (*kept == file.text) continue;
    if (auto done = store_.set_value(kept_as(file.path), file.text); !done.ok()) return done;
  }
  return batch.end();
}

}  // namespace estafeta::service
