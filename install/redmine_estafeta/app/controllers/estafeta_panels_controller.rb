# frozen_string_literal: true

# The panel of an issue's page by itself, for a page that stays open: only if it is another one than the page has.
class EstafetaPanelsController < ApplicationController
  before_action :find_issue

  helper :estafeta

  def show
    panel = RedmineEstafeta::Panel.of(@issue)
    return deny_access if panel.nil?
    return head(:no_content) if panel.version == params[:version].to_s

    render partial: 'estafeta_panels/frame', locals: { panel: panel }, layout: false
  end
end
