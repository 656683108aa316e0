# frozen_string_literal: true

module RedmineEstafeta
  # Who saves a form that was opened before Estafeta wrote is not asked whether to save all the same, where what Estafeta wrote is none of
  # what the form can change: the plan of a draft, say. Whatever else came in between, Redmine asks as always.
  class Overtaking < Redmine::Hook::Listener
    def controller_issues_edit_before_save(context = {})
      issue, params = context.values_at(:issue, :params)
      now = Issue.where(id: issue.id).pick(:lock_version)
      return if params[:last_journal_id].nil? || issue.lock_version == now

      # Who saves after the line above is met by the lock that every save has.
      issue.lock_version = now if only_estafeta_wrote?(issue, Journal.where(journalized: issue).where('id > ?', params[:last_journal_id].to_i).preload(:details).to_a)
    end

    private

    def only_estafeta_wrote?(issue, entries)
      open = issue.editable_custom_field_values(User.current).map { |one| one.custom_field.id.to_s }
      entries.any? && entries.all? do |entry|
        Words.current.service?(entry.user) && entry.details.all? { |one| one.property == 'cf' && open.exclude?(one.prop_key) }
      end
    end
  end
end
