# frozen_string_literal: true

# Fills a Redmine with Debian's default data, in whatever language, with incidents as people leave them behind: for the
# acceptance test of `estafeta try`. Run inside Redmine (rails runner); rows are inserted as they are, without callbacks, as
# two thousand histories are wanted within seconds. The same seed makes the same world, apart from the time it ends at.
#
# ESTAFETA_TRY_COUNT: how many. Prints JSON: the keys of two accounts, one that reads and one that sees nothing.

require 'json'
require 'securerandom'

class TryWorld
  HOUR = 3600
  DAY = 24 * HOUR

  def initialize(count)
    @count = count
    @random = Random.new(20_260_615)
    @now = Time.now.utc.change(usec: 0)
    @fresh, @progress, @resolved, @feedback, @closed, @rejected = IssueStatus.order(:position).to_a
    @bug, @feature, @support = Tracker.order(:position).to_a
    @manager, @developer, @reporter = Role.givable.order(:position).to_a
    @priorities = IssuePriority.order(:position).to_a
    @issues = []
    @journals = []
    @details = []
  end

  def make
    Setting.rest_api_enabled = '1'
    make_projects
    make_people
    make_readers
    @count.times { |n| live(n + 1) }
    ActiveRecord::Base.transaction { insert }
    forget_people
    puts JSON.generate(reader: @reader.api_key, blind: @blind.api_key)
  end

  private

  def make_projects
    @projects = { 'alpha' => 'Alpha Foods', 'beta' => 'Бета Банк', 'beta_cards' => 'Beta cards: "plastic"', '1c-shop' => '1C shop' }.map do |id, name|
      project = Project.new(name: name, is_public: false)
      project.identifier = id
      project.trackers = Tracker.all.to_a
      project.enabled_module_names = %w[issue_tracking]
      project.save!
      project
    end
    @projects[2].set_parent!(@projects[1])
  end

  def person(login, first, last)
    user = User.new(firstname: first, lastname: last, mail: "#{login}@example.net", language: Setting.default_language)
    user.login = login
    user.password = user.password_confirmation = 'estafeta-demo'
    user.mail_notification = 'none'
    user.save!
    user
  end

  def join(user, projects, role)
    projects.each { |project| Member.create!(project: project, principal: user, roles: [role]) }
    user
  end

  def make_people
    names = %w[Иванова Петров Сидорова Lindqvist Okafor Novak]
    @staff = names.each_with_index.map { |name, n| join(person("staff#{n}", "Staff#{n}", name), @projects, n.zero? ? @manager : @developer) }
    @customers = @projects.to_h do |project|
      list = Array.new(3) { |n| join(person("cust-#{project.id}-#{n}", "Customer#{n}", "of #{project.identifier}"), [project], @reporter) }
      [project, list]
    end
    @left_staff = person('staff-left', 'Leaver', 'Left')
    @left_customer = person('cust-left', 'Buyer', 'Gone')
    @passer = person('passer', 'Passer', 'By')
    @deleted = person('deleted', 'To be', 'Deleted')
    @staff << @left_staff
  end

  # One role may do nothing but see issues, and one account has nothing else.
  def make_readers
    role = Role.new(name: 'Auditor', issues_visibility: 'all', users_visibility: 'members_of_visible_projects')
    role.permissions = [:view_issues]
    role.save!
    @reader = join(person('auditor', 'Only', 'Reads'), @projects, role)
    @blind = person('outsider', 'Sees', 'Nothing')
  end

  # --- one incident ----------------------------------------------------------------------------------------------------------

  def chance(share) = @random.rand < share
  def one(list) = list[@random.rand(list.size)]

  def live(id)
    @issue = id
    @project = one(@projects)
    @at = @now - @random.rand(2 * HOUR..(130 * DAY))
    @status = @fresh
    @priority = chance(0.5) ? @priorities[1] : one(@priorities)
    @author = author
    row = { id: id, tracker_id: (chance(0.1) ? @feature : one([@bug, @support])).id, subject: "Incident #{id} <b>“quoted”</b>",
            author_id: @author.id, created_on: @at, start_date: @at.to_date, root_id: id, lft: 1, rgt: 2, lock_version: 0, done_ratio: 0,
            is_private: false, description: '' }
    @assignee = nil
    @closed_on = nil
    happen
    row.update(project_id: @project.id, status_id: @status.id, priority_id: @priority.id, assigned_to_id: @assignee, updated_on: @at, closed_on: @closed_on)
    @issues << row
  end

  def author
    return @deleted if chance(0.02)
    return @left_customer if chance(0.03)
    return one(@staff) if chance(0.08)

    one(@customers.fetch(@project))
  end

  # Time passes; false once the present is reached.
  def later(longest)
    at = @at + 60 + @random.rand(longest)
    at < @now ? @at = at : nil
  end

  def journal(user, notes: '', hidden: false, changes: {})
    id = @journals.size + 1
    @journals << { id: id, journalized_id: @issue, journalized_type: 'Issue', user_id: user.id, notes: notes, created_on: @at, private_notes: hidden }
    changes.each { |key, (from, to)| @details << { journal_id: id, property: 'attr', prop_key: key, old_value: from&.to_s, value: to&.to_s } }
  end

  def set(user, status, notes: '', **changes)
    journal(user, notes: notes, changes: { 'status_id' => [@status.id, status.id] }.merge(changes.transform_keys(&:to_s)))
    @closed_on = @at if status.is_closed?
    @status = status
  end

  def happen
    engineer = one(@staff)
    return unless later(chance(0.7) ? 6 * HOUR : 3 * DAY)

    journal(one(@customers.fetch(@project)), notes: 'Any news?') if chance(0.1)
    journal(engineer, notes: 'For ourselves: looks like last week.', hidden: true) if chance(0.1) && later(HOUR)
    return unless later(2 * HOUR)

    take(engineer)
    work(engineer)
    finish(engineer)
    reopen(engineer) if @status.is_closed? && chance(0.12)
  end

  def take(engineer)
    return journal(engineer, notes: 'We are on it.') if chance(0.25)

    set(engineer, @progress, notes: chance(0.5) ? 'Taken.' : '', assigned_to_id: [nil, engineer.id])
    @assignee = engineer.id
  end

  def work(engineer)
    return unless later(DAY)

    if chance(0.15)
      other = one(@priorities - [@priority])
      journal(engineer, changes: { 'priority_id' => [@priority.id, other.id] })
      @priority = other
    end
    move(engineer) if chance(0.04) && later(HOUR)
    return unless chance(0.3) && later(DAY)

    ask(engineer)
  end

  def move(engineer)
    other = one(@projects - [@project])
    journal(engineer, changes: { 'project_id' => [@project.id, other.id] })
    @project = other
  end

  def ask(engineer)
    set(engineer, @feedback, notes: 'What does the log say?')
    return unless later(4 * DAY)

    journal(chance(0.03) ? @passer : one(@customers.fetch(@project)), notes: 'It says nothing.')
    set(engineer, @progress) if later(5 * HOUR)
  end

  def finish(engineer)
    return if chance(0.06) || !later(3 * DAY)
    return set(engineer, @rejected, notes: 'Not ours.') if chance(0.06)

    set(engineer, @resolved, notes: 'Done.') if chance(0.8)
    return unless later(3 * DAY)

    set(chance(0.3) ? one(@customers.fetch(@project)) : engineer, @closed) unless chance(0.1)
  end

  def reopen(engineer)
    return unless later(5 * DAY)

    set(one(@customers.fetch(@project)), @progress, notes: 'It is back.')
    finish(engineer)
  end

  # --- afterwards ------------------------------------------------------------------------------------------------------------

  def insert
    [[Issue, @issues], [Journal, @journals], [JournalDetail, @details]].each do |table, rows|
      rows.each_slice(200) { |some| table.insert_all!(some) }
    end
  end

  # Who left is a member no more; who was deleted is nobody.
  def forget_people
    Member.where(user_id: @left_staff.id).destroy_all
    @deleted.destroy
  end
end

TryWorld.new(Integer(ENV.fetch('ESTAFETA_TRY_COUNT'))).make
