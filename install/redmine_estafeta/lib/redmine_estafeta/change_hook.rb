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

    def controller_issues_new_after_save(context = {})
      change, params = context.values_at(:issue, :params)
      return unless Words.current.change?(change.tracker_id) && Readers.in?(change.project)

      request = NewChange.request(params[:estafeta_request])
      why_not = request && NewChange.link(change, request)
      started = params[:estafeta_start].blank? || NewChange.start(change)
      said = [(l(:estafeta_not_linked, issue: "##{request.id}", why: why_not) if why_not), (l(:estafeta_not_started) unless started)].compact
      context[:controller].flash[:warning] = ERB::Util.h(said.join(' ')) if said.any?
    end
  end
end
