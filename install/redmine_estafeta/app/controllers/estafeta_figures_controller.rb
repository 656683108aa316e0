# frozen_string_literal: true

# Clients' SLA: the figures of a month with the lists behind them, and what will breach if nothing happens.
class EstafetaFiguresController < EstafetaReaderController
  before_action :find_project, :authorize, :find_figures, except: :all
  before_action :require_reader, only: :all

  helper :estafeta, :estafeta_figures
  menu_item :estafeta, except: :all

  def all
    @months = RedmineEstafeta::Document.open_months
    @month = @months.include?(params[:month]) ? params[:month] : @months.first
    @figures = RedmineEstafeta::Document.open_figures(@month)
    @forecast = forecast(RedmineEstafeta::Document.open_forecasts)
    show_live('estafeta_figures/clients', [@figures.map(&:digest), @forecast.version])
  end

  def show
    @forecast = forecast([RedmineEstafeta::Document.called("forecast/#{@figures.client}")].compact)
    show_live('estafeta_figures/client', [@figures.document.digest, @forecast.version, asking])
  end

  # The list behind a number.
  def incidents
    clock = @figures.clock(params[:clock].to_s)
    @standing = params[:standing].to_s
    return render_404 if clock.nil? || RedmineEstafeta::Figures::STANDINGS.exclude?(@standing)

    @clock = clock
    @ids = clock.part('issues').issues(@standing)
    @issues = Issue.visible.where(id: @ids).preload(:status, :priority, :assigned_to, :project).order(:id).to_a
  end

  def report
    format = params[:type].to_s
    return render_404 unless RedmineEstafeta::ReportFile::TYPES.key?(format)

    file = RedmineEstafeta::ReportFile.of(client: @figures.client, month: @figures.month, format: format, language: I18n.locale.to_s)
    if file && file.text('content').present?
      return send_data(file.text('content'), filename: file.text('name'), type: "#{RedmineEstafeta::ReportFile::TYPES[format]}; charset=utf-8")
    end
    flash[:error] = file&.text('problem').presence || l(:estafeta_report_away)
    redirect_to project_estafeta_sla_path(@project, month: @figures.month)
  end

  private

  def find_figures
    @figures = RedmineEstafeta::Figures.of(@project, params[:month].to_s)
    render_404 if @figures.nil?
  end

  def forecast(documents) = RedmineEstafeta::Forecast.new(documents, params[:within].to_s)

  # How a request to sign stands that this page waits for.
  def asking = @figures.outcome(params[:asked].to_s)&.then { |one| one == :signed ? 'signed' : 'refused' }

  # The page; or, for a page that stays open, its live part by itself, if it is another one than the page has.
  def show_live(part, version)
    @version = [version, RedmineEstafeta::Look.silent_since&.to_i].flatten.compact.join(' ')
    return unless params.key?(:version)
    return head(:no_content) if params[:version] == @version

    render partial: part, layout: false
  end
end
