# frozen_string_literal: true

# Invented people, clients and incidents in the shape of a real provider, for a private Redmine that provision.rb made ready.
# Never for a Redmine with people of its own: it refuses there. Run twice, it adds nothing.
#
#   ESTAFETA_MAPPINGS=… ESTAFETA_IDS=… ESTAFETA_PEOPLE=people.json [ESTAFETA_LANG=ru] [ESTAFETA_NOW=2026-11-24T09:00:00Z] \
#     redmine runner --dir DIR demo.rb
#
# Writes ESTAFETA_PEOPLE (0600): login => {key, name, mail, password, role, id, department or client}.

require 'json'
require 'time'
ENV['ESTAFETA_LIBRARY_ONLY'] = '1'
require_relative 'provision'
require_relative 'demo/content'

module EstafetaDemo
  class Demo
    def initialize(mappings, ids, now)
      @m = mappings
      @ids = ids
      @now = now
      @content = Content.new(mappings.language)
      @users = {} # login => User
      @about = {} # login => what is written of the person
      @added = 0
    end

    attr_reader :added

    def run
      # Nobody is to be told of what happened in an invented past.
      ActionMailer::Base.perform_deliveries = false
      refuse_real_site
      ActiveRecord::Base.transaction do
        people
        incidents
        requests
      end
    end

    def people_file
      @about.to_h do |login, about|
        user = @users.fetch(login)
        [login, { 'id' => user.id, 'key' => user.api_key, 'name' => user.name, 'mail' => user.mail, 'password' => PASSWORD }.merge(about)]
      end
    end

    private

    def refuse_real_site
      strangers = User.active.where(admin: false).where.not(login: [@m.account, ''] + planned_logins)
      return unless strangers.exists?

      warn "This Redmine has people of its own (#{strangers.first.login} …): the demo is not for it."
      exit EstafetaProvision::STOPPED
    end

    def planned_logins
      departments = @m.departments.keys.flat_map { |id| (1..PEOPLE_A_DEPARTMENT).map { |n| "#{id}#{n}" } }
      clients = @m.clients.keys.flat_map.with_index(1) { |id, n| ["tam#{n}", "deputy#{n}", "#{id}1", "#{id}2"] }
      departments + clients + ['manager1']
    end

    # --- people ----------------------------------------------------------------------------------------------------------

    def people
      @m.departments.each_key do |department|
        group = Group.find(@ids['groups'].fetch(department))
        users = (1..PEOPLE_A_DEPARTMENT).map { |n| person("#{department}#{n}", 'engineer', 'department' => department) }
        missing = users - group.users.to_a
        group.users << missing if missing.any?
      end
      manager = person('manager1', 'service_manager')
      @m.clients.keys.each.with_index(1) { |client, n| client_people(client, n, manager) }
      admin = User.where(admin: true).active.first
      @users[admin.login] = admin
      @about[admin.login] = { 'role' => 'admin' }
    end

    def client_people(client, number, manager)
      places = [@ids['projects'].fetch(client), @ids['projects'].fetch('staff')]
      tam = person("tam#{number}", 'tam', 'client' => client)
      deputy = person("deputy#{number}", 'tam_deputy', 'client' => client)
      places.each do |project|
        join(project, tam, 'tam')
        join(project, deputy, 'tam_deputy')
        join(project, manager, 'service_manager')
      end
      %w[1 2].each { |n| join(places.first, person("#{client}#{n}", 'client', 'client' => client), 'client') }
    end

    def person(login, role, about = {})
      @about[login] = about.merge('role' => role)
      @users[login] ||= User.find_by_login(login) || make_person(login)
    end

    def make_person(login)
      first, last = @content.person_name(planned_logins.index(login))
      user = User.new(firstname: first, lastname: last, mail: "#{login}@example.org", language: @m.language,
                      mail_notification: 'only_my_events', password: PASSWORD, password_confirmation: PASSWORD)
      user.login = login
      user.save!
      @added += 1
      user
    end

    def join(project_id, user, role)
      role = Role.find(@ids['roles'].fetch(role))
      return if Member.where(project_id: project_id, user_id: user.id).any? { |one| one.roles.include?(role) }

      Member.create!(project: Project.find(project_id), principal: user, roles: [role])
    end

    # --- issues with a past ----------------------------------------------------------------------------------------------

    def incidents
      @content.incidents.each do |one|
        client = @m.clients.keys[one[:client]] or next
        build(one, client, 'incident')
      end
    end

    def requests
      @content.requests.each do |one|
        client = @m.clients.keys[one[:client]] or next
        build(one, client, 'request')
      end
    end

    def build(one, client, kind)
      project = Project.find(@ids['projects'].fetch(client))
      return if Issue.where(project_id: project.id, subject: one[:subject]).exists?

      created = one[:created].is_a?(Time) ? one[:created] : @now - one[:created]
      issue = Issue.new(project: project, tracker_id: @ids['trackers'].fetch(kind), author: actor(one[:by] || :client, client, one),
                        subject: one[:subject], description: one[:description].to_s, start_date: created.to_date,
                        priority_id: priority(one[:priority] || 'normal'), status_id: status(kind, 'new'))
      issue.assigned_to = group(one) if one[:department]
      issue.notify = false
      issue.save!
      issue = Issue.find(issue.id) # as saved, with its lock version and no journal under way
      # Not before: Redmine 6.1 empties in a new issue each field that its author may not write.
      if one[:department]
        set_field(issue, 'department', title(one[:department]))
        issue.save!
        issue = Issue.find(issue.id)
      end
      closed = nil
      last = created
      one[:events].each do |event|
        at = created + event[:after]
        raise "#{one[:subject]}: an event lies in the future" if at > @now

        act(issue, event, at, client, one, kind)
        issue = Issue.find(issue.id)
        closed = at if event[:status] && issue.closed?
        last = at
      end
      issue.update_columns(created_on: created, updated_on: last, closed_on: closed)
      @added += 1
    end

    def act(issue, event, at, client, one, kind)
      journal = issue.init_journal(actor(event[:by], client, one), event[:note].to_s)
      journal.notify = false
      journal.private_notes = event[:private] || false
      issue.status_id = status(kind, event[:status]) if event[:status]
      issue.priority_id = priority(event[:priority]) if event[:priority]
      set_field(issue, 'hold_reason', event[:reason] ? @m.name(@m.section('hold_reasons')[event[:reason]]) : '') if event.key?(:reason)
      issue.assigned_to = actor(event[:by], client, one) if event[:take]
      before = Journal.maximum(:id) || 0
      issue.save!
      # More than one: a private note that comes with changes is split in two.
      Journal.where(journalized_type: 'Issue', journalized_id: issue.id).where('id > ?', before).update_all(created_on: at)
    end

    def set_field(issue, key, value)
      issue.custom_field_values = { @ids['fields'].fetch(key).to_s => value }
    end

    # :client, :client2, :tam, :manager, :duty, or :engineer (1 to 8) of the incident's department.
    def actor(who, client, one)
      number = @m.clients.keys.index(client) + 1
      login = case who
              when :client then "#{client}1"
              when :client2 then "#{client}2"
              when :tam then "tam#{number}"
              when :manager then 'manager1'
              when :engineer then "#{department(one)}#{1 + one[:subject].sum % PEOPLE_A_DEPARTMENT}"
              else "#{department_named(who.to_s)}1"
              end
      @users.fetch(login)
    end

    # The departments of the content may be called otherwise in the mapping, or be gone: then any will do.
    def department_named(id)
      @m.departments.key?(id) ? id : @m.departments.keys.first
    end

    def department(one)
      department_named(one[:department].to_s)
    end

    def group(one)
      Group.find(@ids['groups'].fetch(department(one)))
    end

    def title(id)
      @m.name(@m.departments.fetch(department_named(id))['title'])
    end

    def status(kind, state)
      @ids['statuses'].fetch(kind).fetch(state).first
    end

    def priority(word)
      (@ids['priorities'][word] || [IssuePriority.default&.id || IssuePriority.active.first.id]).first
    end
  end

  PASSWORD = 'estafeta-demo'
  PEOPLE_A_DEPARTMENT = 8

  class << self
    def main
      mappings = EstafetaProvision::Mappings.new(path('ESTAFETA_MAPPINGS'), ENV['ESTAFETA_LANG'].to_s.empty? ? nil : ENV['ESTAFETA_LANG'])
      stop(mappings.problems.join("\n")) if mappings.problems.any?
      ids = JSON.parse(File.read(path('ESTAFETA_IDS'), encoding: 'UTF-8'))
      now = ENV['ESTAFETA_NOW'].to_s.empty? ? Time.now.utc : Time.iso8601(ENV['ESTAFETA_NOW'])
      demo = Demo.new(mappings, ids, Time.at(now.to_i).utc)
      demo.run
      EstafetaProvision.write_private(path('ESTAFETA_PEOPLE'), "#{JSON.pretty_generate(demo.people_file)}\n")
      puts(demo.added.zero? ? 'The demo is there already; nothing was added.' : "#{demo.added} people and issues added.")
      puts "People: #{path('ESTAFETA_PEOPLE')} (password #{PASSWORD})"
    end

    def path(name)
      value = ENV[name].to_s
      stop("#{name} must name a file or folder") if value.empty?
      File.expand_path(value, ENV['ESTAFETA_CALLED_FROM'] || Dir.pwd)
    end

    def stop(text)
      warn text
      exit EstafetaProvision::WRONG_USE
    end
  end
end

EstafetaDemo.main
