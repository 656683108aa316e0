# frozen_string_literal: true

# What people entered, for the connector.
class EstafetaSettingsController < EstafetaServiceController
  accept_api_auth :show

  def show
    render json: RedmineEstafeta::Entered.new.as_json
  end
end
