#include "connector/service/changes/plan_page.h"

#include <algorithm>
#include <set>
#include <vector>

#include "connector/base/log.h"
#include "connector/change/steps/reconcile.h"
#include "connector/change/tree/stamp.h"
#include "connector/render/kit/png.h"
#include "connector/render/plan/plan_picture.h"
#include "connector/service/changes/plan_view.h"

namespace estafeta::service {

namespace {

using base::Code;
using base::Status;

constexpr const char* kPicture = "plan-";

// Remarks and whom they name do not stand in the picture.
std::string picture_name(const Site& site, const model::Plan& plan) {
  auto shown = plan;
  shown.remarks.clear();
  for (auto& task : shown.schedule.tasks) task.holder.reset();
  return kPicture + change::page_digest(shown, site.rules.zone);
}

bool is_picture(const std::string& name) {
  return name.rfind(kPicture, 0) == 0 && (name.ends_with(".png") || name.ends_with(".svg"));
}

class PlanPage {
 public:
  PlanPage(const Site& site, tracker::Pages& tracker, const model::Plan& plan, const Observation& observed,
           const std::map<std::string, base::IssueId>& issues)
      : site_(site),
        tracker_(tracker),
        plan_(plan),
        observed_(observed),
        issues_(issues),
        project_(site.mappings.tracker.staff_project),
        title_(change::plan_page(observed.situation.change.id)) {}

  Status write() {
    if (!site_.settings.pictures || plan_.schedule.tasks.empty()) return write_text("", true);
    const std::string name = picture_name(site_, plan_);
    if (observed_.page_text.find(name + ".png") != std::string::npos) return write_text(name, true);
    const auto files = draw(name);
    if (files.empty()) return write_text("", true);
    if (observed_.page_text.empty()) {
      if (auto done = write_text("", false); !done.ok()) return done;
    }
    for (const auto& file : files) {
      if (auto done = tracker_.attach_to_page(project_, title_, file); !done.ok()) return done;
    }
    if (auto done = write_text(name, true); !done.ok()) return done;
    return observed_.page_text.empty() ? Status() : remove_others(files);
  }

 private:
  Status write_text(const std::string& picture, bool is_whole) {
    const auto& situation = observed_.situation;
    const auto unfinished = plan_page_text(site_, plan_, situation, issues_, "", false, false);
    const bool was_edited = is_edited(observed_.page_text, unfinished);
    return tracker_.write_page(
        project_, title_, plan_page_text(site_, plan_, situation, issues_, picture, is_whole, was_edited));
  }

  // A plan that cannot be drawn is still a plan.
  std::vector<tracker::Upload> draw(const std::string& name) const {
    auto view = plan_view(site_, plan_, observed_.situation);
    auto svg = render::plan_svg(view, site_.plain());
    auto png = render::png_of(svg);
    if (!png) {
      base::log(base::LogLevel::warning, site_.plain().say(png.error().phrase()));
      return {};
    }
    return {{name + ".png", std::move(*png), "image/png"}, {name + ".svg", std::move(svg), "image/svg+xml"}};
  }

  Status remove_others(const std::vector<tracker::Upload>& files) {
    const auto all = tracker_.page_files(project_, title_);
    if (!all) return all.error();
    std::set<std::string> kept;
    // The newest of each name stays; what people attached is theirs.
    for (auto file = all->rbegin(); file != all->rend(); ++file) {
      const bool is_ours = file->author.id == observed_.situation.account;
      if (!is_ours || !is_picture(file->name)) continue;
      const bool current = std::any_of(files.begin(), files.end(),
                                       [&](const auto& upload) { return upload.name == file->name; });
      if (current && kept.insert(file->name).second) continue;
      const auto removed = tracker_.remove_from_page(*file);
      if (removed.code() == Code::permission_denied) return {};
      if (!removed.ok()) return removed;
    }
    return {};
  }

  const Site& site_;
  tracker::Pages& tracker_;
  const model::Plan& plan_;
  const Observation& observed_;
  const std::map<std::string, base::IssueId>& issues_;
  std::string project_;
  std::string title_;
};

}  // namespace

Status write_plan_page(const Site& site, tracker::Pages& tracker, const model::Plan& plan,
                       const Observation& observed, const std::map<std::string, base::IssueId>& issues) {
  return PlanPage(site, tracker, plan, observed, issues).write();
}

}  // namespace estafeta::service
