# frozen_string_literal: true

# What only Estafeta's own account may ask of this Redmine.
class EstafetaServiceController < ApplicationController
  before_action :require_login, :require_service
  # The account comes by its key, which a page from elsewhere does not have.
  skip_before_action :verify_authenticity_token

  private

  def require_service
    render_403 unless RedmineEstafeta::Words.current.service?(User.current)
  end
end
