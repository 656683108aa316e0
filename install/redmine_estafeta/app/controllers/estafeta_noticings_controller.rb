# frozen_string_literal: true

# POST notes one line about a client (lib/redmine_estafeta/noticing.rb), from a form of Estafeta's pages.
class EstafetaNoticingsController < EstafetaReaderController
  before_action :require_reader

  def create
    noticing = RedmineEstafeta::Noticing.of(User.current)
    return deny_access if noticing.nil?

    issue = noticing.note(params[:line].to_s, params[:client].to_s)
    if issue.persisted?
      flash[:notice] = l(:estafeta_noticed, issue: view_context.link_to("##{issue.id}", issue_path(issue))).html_safe
    else
      flash[:error] = issue.errors.full_messages.join(' ')
    end
    redirect_back_or_default(estafeta_path)
  end
end
