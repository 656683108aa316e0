# frozen_string_literal: true

module RedmineEstafeta
  # The form of a new change within Redmine's own, what follows when it is saved, and the way to it from a client's request.
  class ChangeHook < Redmine::Hook::ViewListener
    def view_issues_form_details_bottom(context = {})
      return '' unless Readers.anywhere?

      page, issue = context.values_at(:hook_caller, :issue)
      request = issue.new_record? ? NewChange.request(page.params[:estafeta_request]) : nil
      page.render(partial: 'estafeta_changes/form', locals: { form: ChangeForm.of(issue), request: request })
    end

    def view_issues_show_details_bottom(context = {})
      issue = context[:issue]
      NewChange.makeable_of?(issue) ? context[:hook_caller].render(partial: 'estafeta_changes/make', locals: { issue: issue }) : ''
    end

    def controller_issues_new_before_save(context = {})
      change, params = context.values_at(:issue, :params)
      change.estafeta_start = params[:estafeta_start].present? && ours?(change)
    end

    def controller_issues_new_after_save(context = {})
      change, params = context.values_at(:issue, :params)
      request = NewChange.request(params[:estafeta_request]) if ours?(change)
      why_not = request && NewChange.link(change, request)
      said = [(l(:estafeta_not_linked, issue: "##{request.id}", why: why_not) if why_not), (l(:estafeta_not_started) if change.estafeta_not_started)].compact
      context[:controller].flash[:warning] = ERB::Util.h(said.join(' ')) if said.any?
    end

    private

    def ours?(change) = Words.current.change?(change.tracker_id) && Readers.in?(change.project)
  end
end
