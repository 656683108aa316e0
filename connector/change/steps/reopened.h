// Tasks that had ended, that others began to build on, and that were opened again. Pure.
#pragma once

#include <vector>

#include "connector/change/tree/history.h"
#include "connector/change/tree/tree.h"

namespace estafeta::change {

struct Reopened {
  const Node* node = nullptr;
  Passage opened;
  // Nodes of all that comes after it, directly or by way of others, but what is cancelled or not made.
  std::vector<std::size_t> reach;
};

// Stands until the task has ended again, or the TAM decided that the others go on. Points into the tree.
std::vector<Reopened> reopened_tasks(const Situation& situation, const Tree& tree);

}  // namespace estafeta::change
