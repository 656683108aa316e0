# frozen_string_literal: true

# The pages on which people enter what Estafeta counts with: a client's windows and freezes, its documents and risks, absences, causes. A form that cannot
# be saved is shown again with what was typed.
class EstafetaEntriesController < EstafetaReaderController
  before_action :find_project, :require_client, only: %i[client register]
  before_action :require_reader, only: %i[absences causes]
  before_action :find_kind, only: :create
  before_action :find_entry, only: %i[update destroy]
  before_action :require_editor, only: %i[create update destroy]

  helper :estafeta, :estafeta_entries
  helper_method :may_edit?, :people, :absent_people
  menu_item :estafeta

  def client = show(%w[window freeze])
  def register = show(%w[document risk])
  def absences = show(%w[absence])
  def causes = show(%w[cause])

  def create
    @entry = RedmineEstafeta::Entry.new(kind: @kind, project: @project)
    put
  end

  def update
    if params[:lock_version].to_i == @entry.lock_version
      put
    else
      overtaken
    end
  rescue ActiveRecord::StaleObjectError
    @entry.reload
    overtaken
  end

  def destroy
    return done(:estafeta_entry_removed) if params[:lock_version].to_i == @entry.lock_version && @entry.remove(User.current)

    overtaken
  rescue ActiveRecord::StaleObjectError
    @entry.reload
    overtaken
  end

  private

  def put
    reading = RedmineEstafeta::EntryReading.new(@entry.kind, typed, people: { 'who' => absent_people.map(&:id), 'stand_in' => people.map(&:id), 'owner' => people.map(&:id) }, others: others)
    if reading.problems.any?
      again(reading.problems)
    else
      @entry.put(reading.values, User.current)
      done(:estafeta_entry_saved)
    end
  end

  # Nothing typed is lost: the form holds it still, and saves it over what it now says where that is wanted.
  def overtaken
    again('' => l(:estafeta_entry_overtaken))
  end

  def again(problems)
    @failed = { id: @entry.id, kind: @entry.kind, typed: typed, problems: problems }
    show(RedmineEstafeta::Entry.beside(@entry.kind), status: :unprocessable_entity)
  end

  def done(said)
    flash[:notice] = l(%w[document risk].include?(@entry.kind) ? :"#{said}_in_register" : said)
    redirect_to home
  end

  def show(kinds, status: :ok)
    @kinds = kinds
    @entries = kinds.to_h { |kind| [kind, RedmineEstafeta::Entry.of(kind, @project)] }
    @changes = RedmineEstafeta::EntryChange.of(kinds, @project)
    render 'estafeta_entries/page', status: status
  end

  def typed = params.permit(:from, :until, :zone, :valid_from, :valid_until, :why, :who, :stand_in, :word, :text, :title, :link, :code, :owner, :checked, :on, days: []).to_h
  def others = RedmineEstafeta::Entry.of(@entry.kind, @project).reject { |one| one.id == @entry.id }

  def home
    case @entry.kind
    when 'absence' then estafeta_absences_path
    when 'cause' then estafeta_causes_path
    when 'document', 'risk' then project_estafeta_register_path(@project)
    else project_estafeta_windows_path(@project)
    end
  end

  # --- who may ---------------------------------------------------------------------------------------------------------------

  def require_client
    return deny_access unless RedmineEstafeta::Readers.in?(@project)

    render_404 unless RedmineEstafeta::Document.desk?(@project)
  end

  def find_kind
    @kind = params[:kind].to_s
    return render_404 unless RedmineEstafeta::Entry::KINDS.include?(@kind)
    return unless RedmineEstafeta::Entry.of_client?(@kind)

    @project = Project.find(params[:project].to_s)
    render_404 unless RedmineEstafeta::Document.desk?(@project)
  rescue ActiveRecord::RecordNotFound
    render_404
  end

  # One that somebody removed meanwhile is not there any more.
  def find_entry
    @entry = RedmineEstafeta::Entry.find(params[:entry])
    @kind = @entry.kind
    @project = @entry.project
  rescue ActiveRecord::RecordNotFound
    render_error message: l(:estafeta_entry_gone), status: 404
  end

  def require_editor
    deny_access unless may_edit?(@kind, @entry)
  end

  # Somebody's own absence is theirs to enter.
  def may_edit?(kind, entry = nil)
    return RedmineEstafeta::Editors.in?(@project) if @project
    return true if RedmineEstafeta::Editors.anywhere?

    kind == 'absence' && RedmineEstafeta::Readers.anywhere? && (entry.nil? || entry.user_id == User.current.id)
  end

  # Whose absence one may enter.
  def absent_people = RedmineEstafeta::Editors.anywhere? ? people : people.select { |one| one == User.current }

  # Who may stand in.
  def people
    @people ||= begin
      staff = User.active.joins(members: :member_roles).where(member_roles: { role_id: RedmineEstafeta::Words.current.staff_role_ids })
      staff.distinct.sorted.to_a
    end
  end
end
