# frozen_string_literal: true

# Many issues with their histories in one answer, each as GET /issues/ID.json shows it.
class EstafetaIssuesController < EstafetaServiceController
  accept_api_auth :index

  def index
    ids = Array(params[:ids]).map(&:to_i)
    most = RedmineEstafeta::Histories::MOST
    return render_api_errors(["Ask for #{most} issues at most, not #{ids.size}."]) if ids.size > most

    render_large "{\"issues\":#{RedmineEstafeta::Histories.read(ids, User.current, &method(:address_of))}}"
  end
end
