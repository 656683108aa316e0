# frozen_string_literal: true

module RedmineEstafeta
  # Under the status of a waiting task, where its form offers no other one: what it waits for.
  class FormHook < Redmine::Hook::ViewListener
    def view_issues_form_details_bottom(context = {})
      issue = context[:issue]
      words = Words.current
      return '' if issue.nil? || issue.new_record? || !words.task?(issue.tracker_id) || !words.waiting?(issue.status_id)

      open = Guard.new(issue, User.current, words).open_needs_in_words
      open.empty? ? '' : content_tag(:p, l(:estafeta_guard_waits, open: open), class: 'estafeta-waits')
    end
  end
end
