# frozen_string_literal: true

# What only Estafeta's own account may ask of this Redmine.
class EstafetaServiceController < ApplicationController
  before_action :require_login, :require_service

  private

  def require_service
    render_403 unless RedmineEstafeta::Words.current.service?(User.current)
  end
end
