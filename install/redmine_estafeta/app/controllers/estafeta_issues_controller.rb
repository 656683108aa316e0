# frozen_string_literal: true

# Many issues with their histories in one answer, each as GET /issues/ID.json shows it.
class EstafetaIssuesController < EstafetaServiceController
  MOST = 200

  accept_api_auth :index

  def index
    ids = Array(params[:ids]).map(&:to_i)
    return render_api_errors(["Ask for #{MOST} issues at most, not #{ids.size}."]) if ids.size > MOST

    issues = RedmineEstafeta::Histories.read(ids, User.current) { |file| download_named_attachment_url(file, file.filename) }
    render json: JSON.generate(issues: issues)
  end
end
