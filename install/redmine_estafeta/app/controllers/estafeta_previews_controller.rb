# frozen_string_literal: true

# What would come of a change as its form is filled in: asked of the connector, for who may make changes in that project.
class EstafetaPreviewsController < ApplicationController
  LONGEST = 50_000

  before_action :require_login, :find_its_project, :require_maker

  helper :estafeta

  def create
    request = { template: params[:template].to_s, parameters: params[:parameters].to_s, project: @project.identifier, language: I18n.locale.to_s }
    about = RedmineEstafeta::Preview.of(request) if request[:parameters].bytesize <= LONGEST
    render partial: 'estafeta_previews/preview', locals: { about: about }, layout: false
  end

  private

  def find_its_project
    @project = Project.find(params[:project].to_s)
  rescue ActiveRecord::RecordNotFound
    render_404
  end

  def require_maker
    makes = Issue.allowed_target_trackers(@project).exists?(RedmineEstafeta::Words.current.change_tracker_id)
    deny_access unless makes && RedmineEstafeta::Readers.in?(@project)
  end
end
