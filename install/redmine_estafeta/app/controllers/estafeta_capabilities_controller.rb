# frozen_string_literal: true

# What the connector may use of this plugin; for Estafeta's own account and nobody else.
class EstafetaCapabilitiesController < ApplicationController
  before_action :require_login, :require_service
  accept_api_auth :show

  def show
    render json: { plugin: RedmineEstafeta::VERSION, redmine: Redmine::VERSION.to_s, capabilities: %w[guard hints] }
  end

  private

  def require_service
    render_403 unless RedmineEstafeta::Words.current.service?(User.current)
  end
end
