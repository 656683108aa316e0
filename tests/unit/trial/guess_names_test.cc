// Names people give to statuses, trackers, priorities and roles, and what they mean.
#include "connector/trial/guess_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace estafeta::trial {
namespace {

using model::Actor;
using model::HoldReason;
using model::State;

struct StatusRow {
  const char* name;
  State state;
  HoldReason reason = HoldReason::none;
};

TEST(GuessNames, KnowStatusesInEnglishAndRussian) {
  const std::vector<StatusRow> rows{
      // Redmine's own
      {"New", State::fresh},
      {"In Progress", State::in_progress},
      {"Resolved", State::resolved},
      {"Feedback", State::on_hold, HoldReason::client},
      {"Closed", State::closed},
      {"Rejected", State::cancelled},
      {"Новая", State::fresh},
      {"Новый", State::fresh},
      {"В работе", State::in_progress},
      {"Решена", State::resolved},
      {"Решён", State::resolved},
      {"Нужен отклик", State::on_hold, HoldReason::client},
      {"Обратная связь", State::on_hold, HoldReason::client},
      {"Закрыта", State::closed},
      {"Отклонена", State::cancelled},
      // What people make of it
      {"NEW", State::fresh},
      {"Open", State::fresh},
      {"Зарегистрирован", State::fresh},
      {"To do", State::fresh},
      {"Reopened", State::in_progress},
      {"Переоткрыт", State::in_progress},
      {"Открыт повторно", State::in_progress},
      {"Assigned", State::in_progress},
      {"Назначена", State::in_progress},
      {"Выполняется", State::in_progress},
      {"Выполнено", State::resolved},
      {"Решается", State::in_progress},
      {"На проверке", State::in_progress},
      {"Work in progress", State::in_progress},
      {"Done", State::resolved},
      {"Fixed", State::resolved},
      {"Готово", State::resolved},
      {"Duplicate", State::cancelled},
      {"Won't fix", State::cancelled},
      {"Отменён", State::cancelled},
      {"Дубликат", State::cancelled},
      {"Waiting for customer", State::on_hold, HoldReason::client},
      {"Awaiting user's reply", State::on_hold, HoldReason::client},
      {"Pending client approval", State::on_hold, HoldReason::client},
      {"Need more info", State::on_hold, HoldReason::client},
      {"Ожидание ответа клиента", State::on_hold, HoldReason::client},
      {"Ждём заказчика", State::on_hold, HoldReason::client},
      {"Нужны данные", State::on_hold, HoldReason::client},
      {"Запрос информации", State::on_hold, HoldReason::client},
      {"Waiting for vendor", State::on_hold, HoldReason::vendor},
      {"Pending 3rd party", State::on_hold, HoldReason::vendor},
      {"Ожидание вендора", State::on_hold, HoldReason::vendor},
      {"Ждёт поставщика", State::on_hold, HoldReason::vendor},
      {"Waiting for maintenance window", State::on_hold, HoldReason::window},
      {"Ожидает окна", State::on_hold, HoldReason::window},
      {"On hold", State::on_hold},
      {"Pending", State::on_hold},
      {"Приостановлена", State::on_hold},
      {"Отложена", State::on_hold},
      // Who waits for us is worked for
      {"Waiting for support", State::in_progress},
      {"Ожидает инженера", State::in_progress},
  };
  for (const StatusRow& row : rows) {
    const auto found = status_by_name(row.name);
    ASSERT_TRUE(found) << row.name;
    EXPECT_EQ(found->state, row.state) << row.name << ": " << to_string(found->state);
    EXPECT_EQ(found->reason, row.reason) << row.name << ": " << to_string(found->reason);
  }
}

TEST(GuessNames, SayNothingOfWhatTheyDoNotKnow) {
  for (const char* name : {"Neu", "Terminé", "Blau", "Ω", "", "  ", "状态", "Step 3", "Renewed"})
    EXPECT_FALSE(status_by_name(name)) << name;
}

TEST(GuessNames, FoldCaseSpacesAndIo) {
  EXPECT_EQ(folded("  Ждём_Ответа  КЛИЕНТА/ёЁ "), "ждем ответа клиента ее");
  EXPECT_EQ(folded("On-Hold (Vendor)"), "on-hold vendor");
  EXPECT_EQ(folded("\xD0"), "\xD0");  // half a letter stays as it is
}

TEST(GuessNames, TellIncidentsFromOtherTypes) {
  for (const char* name : {"Incident", "Инцидент", "Major incident"})
    EXPECT_EQ(tracker_by_name(name), TrackerMeaning::incident) << name;
  for (const char* name : {"Support", "Поддержка", "Bug", "Ошибка", "Service request", "Заявка", "Обращение"})
    EXPECT_EQ(tracker_by_name(name), TrackerMeaning::like_incident) << name;
  for (const char* name : {"Feature", "Улучшение", "Task", "Change request", "Feature request", "Epic"})
    EXPECT_EQ(tracker_by_name(name), TrackerMeaning::other) << name;
}

TEST(GuessNames, OrderPriorities) {
  const std::vector<std::pair<const char*, const char*>> rows{{"Low", "low"},
                                                              {"Normal", "normal"},
                                                              {"High", "high"},
                                                              {"Urgent", "urgent"},
                                                              {"Immediate", "immediate"},
                                                              {"Низкий", "low"},
                                                              {"Нормальный", "normal"},
                                                              {"Высокий", "high"},
                                                              {"Срочный", "urgent"},
                                                              {"Немедленный", "immediate"},
                                                              {"Critical", "immediate"},
                                                              {"Major", "high"},
                                                              {"Средний", "normal"},
                                                              {"Критичный", "immediate"}};
  for (const auto& [name, word] : rows) EXPECT_EQ(priority_by_name(name), word) << name;
  EXPECT_FALSE(priority_by_name("P1"));
}

TEST(GuessNames, TellRolesOfStaffFromThoseOfCustomers) {
  for (const char* name : {"Customer", "Client", "Reporter", "Заказчик", "Клиент", "Репортёр"})
    EXPECT_EQ(role_by_name(name), Actor::customer) << name;
  for (const char* name : {"Manager", "Developer", "Менеджер", "Разработчик", "Дежурный инженер"})
    EXPECT_EQ(role_by_name(name), Actor::staff) << name;
  EXPECT_FALSE(role_by_name("Level 2"));
}

TEST(GuessNames, KnowTheAnonymous) {
  for (const char* name : {"Anonymous", "Аноним", "Anónimo"}) EXPECT_TRUE(is_anonymous(name)) << name;
  EXPECT_FALSE(is_anonymous("Anna"));
}

TEST(GuessNames, CountLanguages) {
  EXPECT_EQ(language_of({"Новая", "В работе", "Bug"}), "ru");
  EXPECT_EQ(language_of({"New", "Neu", "Новая"}), "en");
  EXPECT_EQ(language_of({}), "en");
}

}  // namespace
}  // namespace estafeta::trial
