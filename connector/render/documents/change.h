// The document of a change, from which the tracker's plugin draws the panel of the change and of its tasks:
// how far it is, what it was promised for, what needs the TAM, every task with its values, the graph.
//
// JSON in one line; install/redmine_estafeta/README.md lists its keys. Pure; no thread rule but
// lay_out_tasks()'s.
#pragma once

#include <map>
#include <string>

#include "connector/messages/catalogue.h"
#include "connector/render/plan/plan.h"
#include "connector/render/plan/plan_graph.h"
#include "connector/views/card.h"
#include "connector/views/task_values.h"

namespace estafeta::render {

// All of one change. Its parts must outlive it.
struct ChangeView {
  const PlanView& plan;
  const TaskGraph& graph;
  const std::map<std::string, views::TaskValues>& values;  // by local key
  // What the plan that waits for the TAM's agreement would change; absent: none waits.
  const std::optional<base::Phrase>& proposed;
};

// The card must be in the speaker's language, whose words must be plain.
std::string change_document(const ChangeView& view, const views::ChangeCard& card,
                            const messages::Speaker& speaker);

}  // namespace estafeta::render
