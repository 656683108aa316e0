# frozen_string_literal: true

# Ruby within Redmine: what the people of several clients do, for many changes at once and without mails.
#
#   SHARING_FACTS=facts.json redmine runner sharing_life.rb
#
# facts.json: ids.json as `ids`, `clients` (projects) and what is done as `act`: `clients` (they are made), `changes` (so many as `count` says, from
# number `first` on) or `finish` (each task that may begin is taken and done).

require 'json'
require_relative 'further_client'

class SharingLife
  def initialize(facts)
    @facts = facts
    @ids = facts['ids']
    @users = Hash.new { |all, login| all[login] = User.find_by_login(login) }
  end

  def run
    ActionMailer::Base.perform_deliveries = false
    send(@facts['act'])
  end

  private

  # People before groups, by which they would be members already.
  def clients
    like = Project.find(@ids['projects']['aurora'])
    members = like.memberships.sort_by { |one| one.principal.is_a?(Group) ? 1 : 0 }
    @facts['clients'].each { |name| FurtherClient.make(name, like, members) }
  end

  # All of them are there at one moment.
  def changes
    projects = @facts['clients'].map { |name| Project.find(name) }
    Issue.transaction { @facts['count'].times { |n| change(projects[n % projects.size], @facts['first'] + n) } }
  end

  def change(project, number)
    issue = Issue.new(project: project, tracker_id: @ids['trackers']['change'], author: @users['tam1'], assigned_to: @users['tam1'], subject: "Change #{number}",
                      priority_id: @ids['priorities']['normal'].first, status_id: state('change', 'agreed'))
    values = { 'change_template' => @facts['template'], 'change_parameters' => "system: s-#{number}" }
    issue.custom_field_values = values.to_h { |key, value| [field(key), value] }
    issue.notify = false
    issue.save!(validate: false)
  end

  def finish
    ready = Issue.where(tracker_id: @ids['trackers']['task'], status_id: state('task', 'ready')).order(:id)
    ready.pluck(:id).each { |id| finish_one(id) }
    puts ready.size
  end

  def finish_one(id)
    by = @users['network1']
    edit(id, by, status_id: state('task', 'in_progress'), assigned_to_id: by.id)
    edit(id, by, status_id: state('task', 'done'), custom_field_values: { field('hand_over') => "vlan: #{100 + (id % 3000)}" })
  end

  # Again where Estafeta was quicker.
  def edit(id, by, values)
    issue = Issue.find(id)
    issue.init_journal(by)
    issue.notify = false
    issue.attributes = values.except(:custom_field_values)
    issue.custom_field_values = values[:custom_field_values] if values[:custom_field_values]
    issue.save!(validate: false)
  rescue ActiveRecord::StaleObjectError
    retry
  end

  def state(kind, word) = @ids['statuses'][kind].fetch(word).first
  def field(key) = @ids['fields'].fetch(key).to_s
end

SharingLife.new(JSON.parse(File.read(ENV.fetch('SHARING_FACTS'), encoding: 'UTF-8'))).run
