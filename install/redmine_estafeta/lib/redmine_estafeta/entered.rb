# frozen_string_literal: true

require 'digest'
require 'json'

module RedmineEstafeta
  # All that people entered, as the connector reads it (connector/config/entered.h). The version is made of what it says, so that a
  # person who is renamed or locked is news as well.
  class Entered
    VERSION_LENGTH = 20

    # On the answer that tells Estafeta's account who it is, which each pass asks first: so nothing is asked for the version alone.
    module Header
      NAME = 'X-Estafeta-Settings'

      def self.included(controller)
        controller.after_action(only: :show) do
          version = (Document.reading { Entered.new.version } if Words.current.service?(User.current) && api_request?)
          response.set_header(NAME, version) if version
        end
      end
    end

    def version = @version ||= Digest::SHA256.hexdigest(JSON.generate(content))[0, VERSION_LENGTH]
    def as_json(*) = { version: version }.merge(content)

    private

    def content
      @content ||= { windows: all('window').map { |one| window(one) }, freezes: all('freeze').map { |one| freeze_of(one) },
                     documents: all('document').map { |one| document(one) }, risks: all('risk').map { |one| risk(one) },
                     absences: all('absence').map { |one| absence(one) }, causes: all('cause').map { |one| one.values['text'] } }
    end

    def all(kind)
      @all ||= Entry.order(:id).to_a.group_by(&:kind)
      @all.fetch(kind, []).select { |one| one.project_id.nil? || projects.key?(one.project_id) }
    end

    def projects = @projects ||= Project.where(id: Entry.distinct.pluck(:project_id).compact).pluck(:id, :identifier).to_h

    def people
      @people ||= begin
        ids = @all.values_at('absence', 'document').compact.flatten.flat_map { |one| one.values.values_at('who', 'stand_in', 'owner') }
        User.where(id: ids.compact).index_by(&:id)
      end
    end

    def window(entry)
      { project: projects[entry.project_id] }.merge(entry.values.slice('zone', 'days', 'from', 'until', 'valid_from', 'valid_until'))
    end

    def freeze_of(entry)
      values = entry.values
      { project: projects[entry.project_id], from: instant(values, 'from'), until: instant(values, 'until'), why: values['why'] }
    end

    # Who owns it stays named when the account is locked: somebody else has to take it over.
    def document(entry)
      values = entry.values
      { project: projects[entry.project_id], kind: values['code'], title: values['title'], link: values['link'], owner: people[values['owner']]&.name,
        checked: values['checked'] }
    end

    def risk(entry) = { project: projects[entry.project_id] }.merge(entry.values.slice('text', 'on'))

    def absence(entry)
      values = entry.values
      who, other = people.values_at(values['who'], values['stand_in'])
      { who: (who.login if who&.active?), name: who&.name || "##{values['who']}", from: values['from'], until: values['until'],
        stand_in: (other.name if other&.active?) }
    end

    def instant(values, field) = ActiveSupport::TimeZone[values['zone']].parse(values[field]).utc.iso8601
  end
end
