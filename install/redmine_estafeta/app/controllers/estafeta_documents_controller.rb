# frozen_string_literal: true

# What the connector publishes for the pages (lib/redmine_estafeta/publication.rb), and what of it is there.
class EstafetaDocumentsController < EstafetaServiceController
  accept_api_auth :index, :create

  def index
    render json: { documents: RedmineEstafeta::Document.order(:name).pluck(:name, :digest).to_h }
  end

  def create
    render json: RedmineEstafeta::Publication.new(request.raw_post).keep
  rescue RedmineEstafeta::Publication::Refused => e
    render_api_errors([e.message])
  end
end
