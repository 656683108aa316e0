# frozen_string_literal: true

# POST gives a client's mark to the change that was made of its request (lib/redmine_estafeta/marking.rb).
class EstafetaMarksController < ApplicationController
  before_action :find_issue

  def create
    marking = RedmineEstafeta::Marking.of(@issue, User.current)
    return deny_access if marking.nil?

    if marking.give(params[:mark].to_s, params[:word].to_s)
      flash[:notice] = l(:estafeta_mark_given)
    else
      flash[:error] = @issue.errors.full_messages.join(' ').presence || l(:estafeta_mark_refused)
    end
    redirect_to issue_path(@issue)
  end
end
