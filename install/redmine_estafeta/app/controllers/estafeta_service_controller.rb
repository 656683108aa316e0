# frozen_string_literal: true

# What only Estafeta's own account may ask of this Redmine.
class EstafetaServiceController < ApplicationController
  before_action :require_login, :require_service

  private

  def require_service
    render_403 unless RedmineEstafeta::Words.current.service?(User.current)
  end

  def address_of(file) = download_named_attachment_url(file, file.filename)

  # Compressed, unless it goes no farther than this machine. Nobody keeps it, so that it needs no digest.
  def render_large(json)
    response.set_header('Cache-Control', 'no-store')
    response.last_modified = Time.now
    unless request.local? || !request.accept_encoding.to_s.include?('gzip')
      json = ActiveSupport::Gzip.compress(json, Zlib::BEST_SPEED)
      response.set_header('Content-Encoding', 'gzip')
    end
    render body: json, content_type: Mime[:json]
  end
end
