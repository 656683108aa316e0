# frozen_string_literal: true

# What the connector may use of this plugin.
class EstafetaCapabilitiesController < EstafetaServiceController
  accept_api_auth :show

  def show
    render json: { plugin: RedmineEstafeta::VERSION, redmine: Redmine::VERSION.to_s, capabilities: RedmineEstafeta.abilities }
  end
end
