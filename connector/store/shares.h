// The parts of the work that this process has of a store it shares with others.
//
// Errors as the Store's. Used by the engine's thread, but for is_unsettled(). It belongs to its store and
// ends with it.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "connector/base/status.h"

namespace estafeta::store {

class Shares {
 public:
  virtual ~Shares() = default;

  // Takes what is free and gives back what is too much, so that everybody has about the same number of
  // `parts`; answers those that this process has now. They are its until it settles again or loses the store.
  // Nothing that belongs to a part may be under way meanwhile.
  virtual base::Result<std::set<std::string>> settle(const std::set<std::string>& parts) = 0;
  // Whether settling would change something, as was seen lately; asks nobody. From any thread.
  virtual bool is_unsettled() const = 0;
  // The same as it is now.
  virtual base::Result<bool> look() = 0;
  // Called from another thread as soon as there is something to settle.
  virtual void when_unsettled(std::function<void()> wake) = 0;
  // Whether, since the last call, another process kept incidents or cards of changes, or came or went.
  virtual base::Result<bool> others_kept() = 0;
  // The same for all that share this store, and for no other store.
  virtual const std::string& name() const = 0;
};

}  // namespace estafeta::store
