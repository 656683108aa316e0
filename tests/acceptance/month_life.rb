# frozen_string_literal: true

# Ruby within Redmine: a month of a client's life, as if it had happened. Sets times of its own, which no form and no REST call does.
#
#   MONTH_FACTS=facts.json redmine runner month_life.rb
#   MONTH_FACTS=facts.json MONTH_MORE=1 redmine runner month_life.rb    # what happened a little later: see more()
#
# facts.json: ids.json as `ids`, `first` (the first instant of the month), `until`, logins of people, `clients` (further ones to be made).
#
# Every text that no client may see has a word of its own that begins with "canary": so it is found wherever it turns up.

require 'json'
require 'time'
require_relative 'further_client'

class MonthLife
  CATEGORIES = %w[Mail Network Disk VPN Database].freeze
  # Seconds to the answer and to the end; the mapping promises an hour and eight hours, around the clock.
  ANSWERS = [600, 600, 600, 600, 600, 600, 5400].freeze
  ENDS = ([7200] * 10 + [40_000]).freeze
  DAY = 86_400

  def initialize(facts)
    @facts = facts
    @ids = facts['ids']
    @first = Time.iso8601(facts['first'])
    @until = Time.iso8601(facts['until'])
    @users = Hash.new { |all, login| all[login] = User.find_by_login(login) }
    @aurora = Project.find(@ids['projects']['aurora'])
    @staff = Project.find(@ids['projects']['staff'])
  end

  def run
    ActionMailer::Base.perform_deliveries = false
    further = @facts['clients'].map { |name| further_client(name) }
    incidents
    outages([@aurora, Project.find(@ids['projects']['meridian']), *further])
    changes(further.first)
    questions
    proposals
    hours
    secrets
  end

  # Once the month has been seen: an outage is over, a question has waited, a proposal is agreed.
  def more(number)
    ActionMailer::Base.perform_deliveries = false
    now = Time.now
    outage = incident(@aurora, "Outage #{number}", 'aurora1', now - (number * 6 * 3600), 300, 3600, { priority_id: @ids['priorities']['immediate'].first })
    question = asked("Late question #{number}", now - 8 * DAY)
    proposal = notice("Late proposal #{number}", 'network2', now - 9 * DAY)
    { 'proposed' => 3, 'offered' => 2, 'agreed' => 1 }.each { |to, ago| act(proposal, 'tam1', now - ago * 3600, kind: 'proposal', to: to) }
    # Whoever asks what changed sees it.
    Issue.where(id: [outage, question, proposal].map(&:id)).update_all(updated_on: now)
  end

  private

  # Nobody steers it.
  def further_client(name)
    like = Project.find(@ids['projects']['meridian'])
    steering = @ids['roles'].values_at('tam', 'tam_deputy')
    # Groups as well: departments are members by them.
    FurtherClient.make(name, like, like.memberships.reject { |one| (one.role_ids & steering).any? })
  end

  def make(project, kind, subject, by, at, status: nil, fields: {}, more: {})
    issue = Issue.new({ project: project, tracker_id: @ids['trackers'][kind], author: @users[by], subject: subject, start_date: at.to_date,
                        priority_id: @ids['priorities']['normal'].first, status_id: status || state(kind, 'new') }.merge(more))
    issue.custom_field_values = fields.to_h { |key, value| [@ids['fields'].fetch(key).to_s, value] }
    issue.notify = false
    issue.save!(validate: false)
    issue = Issue.find(issue.id)
    issue.update_columns(created_on: at, updated_on: at)
    issue
  end

  def state(kind, word) = @ids['statuses'][kind].fetch(word).first

  # Who does what when: a status, a note, the reason of a hold.
  def act(issue, by, at, kind: nil, to: nil, note: '', reason: nil, hidden: false)
    journal = Journal.new(journalized: issue, user: @users[by], notes: note, private_notes: hidden)
    journal.notify = false
    if to
      journal.details.build(property: 'attr', prop_key: 'status_id', old_value: issue.status_id.to_s, value: state(kind, to).to_s)
      issue.update_columns(status_id: state(kind, to))
    end
    journal.details.build(property: 'cf', prop_key: @ids['fields']['hold_reason'].to_s, old_value: nil, value: reason) if reason
    journal.save!(validate: false)
    journal.update_columns(created_on: at)
    issue.update_columns(updated_on: at, closed_on: issue.status.is_closed? ? at : nil)
  end

  def incident(project, subject, by, at, answer, finish, more = {})
    issue = make(project, 'incident', subject, by, at, more: more)
    act(issue, 'network1', at + answer, kind: 'incident', to: 'in_progress')
    act(issue, 'network1', at + finish, kind: 'incident', to: 'closed')
    issue
  end

  def incidents
    categories = CATEGORIES.map { |name| IssueCategory.create!(project: @aurora, name: name) }
    step = (@until - @first - DAY) / 300
    300.times do |n|
      incident(@aurora, "Incident #{n + 1}", 'aurora1', @first + n * step.floor, ANSWERS[n % ANSWERS.size], ENDS[n % ENDS.size], { category: categories[n % 5] })
    end
  end

  # Lately: of an outage that ended more than a week ago no review is made.
  def outages(all)
    urgent = { priority_id: @ids['priorities']['immediate'].first }
    incident(@aurora, 'Shop front unreachable', 'aurora1', @until - 5 * DAY, 300, 3600, urgent)
    all.each_with_index do |project, n|
      by = project == @aurora ? 'aurora1' : 'meridian1'
      incident(project, 'No power', by, @until - 3 * DAY + n * 60, 300, 3600, urgent)
    end
  end

  # As a task goes when its turn has come; `waits`: on hold for whom, and for how many days.
  def task(change, department, from, till, waits = nil)
    issue = make(change.project, 'task', "Work of #{department}, canarytask", 'tam1', from, status: state('task', 'ready'),
                                                                                fields: { 'department' => @facts['departments'].fetch(department) }, more: { parent_issue_id: change.id })
    act(issue, 'network1', from + 3600, kind: 'task', to: 'in_progress')
    if waits
      reason, days = waits
      act(issue, 'network1', from + 7200, kind: 'task', to: 'on_hold', reason: @facts['reasons'].fetch(reason))
      act(issue, 'network1', from + 7200 + days * DAY, kind: 'task', to: 'in_progress')
    end
    return if till.nil?

    act(issue, 'network1', till, kind: 'task', to: 'done')
  end

  # `promised`: so many days after its end; nil: nothing was.
  def change(project, number, departments, waits: nil, promised: nil, released: false, is_done: true)
    from = @first + (number - 1) * 5 * DAY
    till = from + 4 * DAY
    fields = { 'shown_to_client' => released ? '1' : '0' }
    fields['promised'] = (till.getlocal('+03:00').to_date + promised).to_s if promised
    issue = make(project, 'change', "Change #{number}, canarychange", 'tam1', from, status: state('change', 'agreed'), fields: fields, more: { assigned_to_id: @users['tam1'].id })
    act(issue, 'tam1', from + 600, kind: 'change', to: 'in_progress')
    departments.each_with_index { |one, n| task(issue, one, from + 1200, is_done ? till - 3600 : nil, n.zero? ? waits : nil) }
    # Its tasks moved its own times.
    issue = Issue.find(issue.id)
    issue.update_columns(created_on: from)
    act(issue, 'tam1', till, kind: 'change', to: 'done') if is_done
    issue
  end

  def request_of(change, number, mark)
    request = make(change.project, 'request', "Request #{number}", 'aurora1', @first + (number - 1) * 5 * DAY)
    relation = IssueRelation.new(issue_from: change, issue_to: request, relation_type: 'relates')
    relation.init_journals(@users['tam1'])
    relation.save!(validate: false)
    request = Issue.find(request.id)
    act(request, 'aurora1', @first + number * 5 * DAY, note: mark) if mark
    act(request, 'tam1', @first + number * 5 * DAY + 60, kind: 'request', to: 'closed') if change.closed?
  end

  def changes(further)
    three = %w[network vmware unix]
    [[1, three, { waits: ['client', 2], promised: 0, released: true }, 'Mark: 4 quick, but at night'],
     [2, three, { waits: ['vendor', 1], promised: -1 }, nil],
     [3, three, { waits: ['internal', 1] }, nil],
     [4, %w[dba backup], { promised: 3, released: true }, "Спасибо!\nОценка: 5"],
     [5, three, { promised: -2 }, nil],
     [6, three, { waits: ['client', 1], is_done: false }, nil]].each do |number, departments, how, mark|
      made = change(@aurora, number, departments, **how)
      request_of(made, number, mark)
    end
    change(further, 3, %w[network vmware unix dba backup])
  end

  def questions
    5.times { |n| asked("Question #{n + 1}", @first + n * DAY) }
  end

  def asked(subject, at)
    request = make(@aurora, 'request', subject, 'aurora1', at)
    act(request, 'tam1', at + 3600, kind: 'request', to: 'in_progress', note: 'We look into it.')
    act(request, 'aurora1', at + DAY, note: 'And when?')
    request
  end

  def notice(subject, by, at) = make(@staff, 'proposal', subject, by, at, fields: { 'client' => @facts['client'] })

  def proposals
    agreed = notice('Protection against floods', 'network1', @first + 3 * DAY)
    { 'proposed' => 4, 'offered' => 6, 'agreed' => 9 }.each { |to, day| act(agreed, 'tam1', @first + day * DAY, kind: 'proposal', to: to) }
    offered = notice('A second switch', 'network2', @first + 5 * DAY)
    { 'proposed' => 6, 'offered' => 7 }.each { |to, day| act(offered, 'tam1', @first + day * DAY, kind: 'proposal', to: to) }
    declined = notice('Another colour, canaryproposal', 'vmware1', @first + 6 * DAY)
    act(declined, 'tam1', @first + 8 * DAY, kind: 'proposal', to: 'cancelled', note: 'The client chose the colour, canaryreason.')
    spikes = [7, 14, 21].map.with_index { |day, n| notice("Spikes of #{n + 2} Gbit/s", "network#{n + 1}", @first + day * DAY) }
    spikes.drop(1).each { |one| IssueRelation.new(issue_from: one, issue_to: spikes.first, relation_type: 'duplicates').save!(validate: false) }
  end

  def hours
    @aurora.enable_module!(:time_tracking)
    activity = TimeEntryActivity.active.first || TimeEntryActivity.create!(name: 'Work')
    [[@first, 20], [@first + 12 * DAY, 12.5], [@until - DAY, 4.25]].each do |at, spent|
      TimeEntry.new(project: @aurora, user: @users['tam1'], author: @users['tam1'], hours: spent, activity: activity, spent_on: at.getlocal('+03:00').to_date, comments: 'canaryhours').save!(validate: false)
    end
  end

  def note(issue, by, text)
    at = issue.updated_on
    act(issue, by, at, note: text, hidden: true)
  end

  def fill(issue, key, text) = CustomValue.find_or_initialize_by(customized_type: 'Issue', customized_id: issue.id, custom_field_id: @ids['fields'].fetch(key)).update!(value: text)

  # What people of the provider write for one another, in every place there is for it.
  def secrets
    of = ->(kind, order = :id) { Issue.where(project: @aurora, tracker_id: @ids['trackers'][kind]).order(order) }
    note(of['incident'].first, 'network1', 'canaryincidentnote')
    note(of['request'].first, 'tam1', 'canaryrequestnote')
    note(of['change'].first, 'tam1', 'canarychangenote')
    note(of['task'].first, 'network1', 'canarytasknote')
    late = of['incident'].detect { |one| one.subject == 'Incident 7' }
    fill(late, 'cause', "canarycause: #{@facts['departments'].values.first}")
    fill(late, 'measure', "canarymeasure: #{@users['network1'].name}")
    fill(of['task'].first, 'hand_over', 'vlan: canaryhandover')
    fill(of['change'].first, 'change_parameters', 'system: canaryparameter')
    hidden = incident(@aurora, 'Hidden, canaryhidden', 'network1', @first + 10 * DAY, 600, 40_000, { is_private: true })
    fill(hidden, 'cause', 'canaryhiddencause')
    at = @first + 11 * DAY
    left_out = incident(@aurora, 'Left out', 'aurora1', at, 600, 40_000)
    act(left_out, 'tam1', at + DAY, note: "#{@facts['excluded']}\nReason: canaryledger", hidden: true)
    page = WikiPage.new(wiki: @staff.wiki, title: 'Dossier-aurora')
    page.content = WikiContent.new(page: page, text: 'canarydossier', author: @users['tam1'])
    page.save!
  end
end

life = MonthLife.new(JSON.parse(File.read(ENV.fetch('MONTH_FACTS'), encoding: 'UTF-8')))
ENV['MONTH_MORE'] ? life.more(ENV['MONTH_MORE'].to_i) : life.run
