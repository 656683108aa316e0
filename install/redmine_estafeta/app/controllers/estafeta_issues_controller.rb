# frozen_string_literal: true

# Many issues with their histories in one answer, each as GET /issues/ID.json shows it.
class EstafetaIssuesController < EstafetaServiceController
  MOST = 500

  accept_api_auth :index

  def index
    ids = Array(params[:ids]).map(&:to_i)
    return render_api_errors(["Ask for #{MOST} issues at most, not #{ids.size}."]) if ids.size > MOST

    issues = RedmineEstafeta::Histories.read(ids, User.current) { |file| download_named_attachment_url(file, file.filename) }
    render_large "{\"issues\":#{issues}}"
  end

  private

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
