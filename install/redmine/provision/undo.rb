# frozen_string_literal: true

# Takes back what former runs did, last first. What people have changed or begun to use since is left alone and said.

require 'json'

module EstafetaProvision
  class Undo
    attr_reader :lines, :left

    def self.read(path)
      File.exist?(path) ? JSON.parse(File.read(path, encoding: 'UTF-8')) : { 'runs' => [] }
    end

    # Written whole beside it and renamed: half an undo file would be worse than none.
    def self.write(path, content)
      EstafetaProvision.write_private(path, "#{JSON.pretty_generate(content)}\n")
    end

    def initialize(actions)
      @actions = actions
      @lines = []
      @left = [] # actions that were not taken back
    end

    # The trackers that were made and hold issues by now: without their workflow nobody could go on with those.
    def trackers_in_use
      made = @actions.select { |action| action['op'] == 'made' && action['class'] == 'Tracker' }
      made.select { |action| Issue.where(tracker_id: action['id']).exists? }.map { |action| action['name'] }
    end

    def run
      @actions.reverse_each do |action|
        said = ActiveRecord::Base.transaction(requires_new: true) { public_send("undo_#{action['op']}", action) }
        @lines << said if said
      rescue ActiveRecord::ActiveRecordError, RuntimeError => e
        keep(action, "#{action['class']} \"#{action['name']}\" stays: #{e.message}")
      end
      @left.reverse!
    end

    def undo_setting(action)
      return keep(action, "setting #{action['name']} stays: it was changed again since") if Setting[action['name']] != action['now']

      if action['had_row']
        Setting[action['name']] = action['was']
      else
        Setting.where(name: action['name']).delete_all
        Setting.clear_cache
      end
      "setting #{action['name']} is #{action['was'].inspect} again"
    end

    def undo_made(action)
      record = find(action) or return "#{action['class']} \"#{action['name']}\" is gone already"
      why = in_use(record)
      return keep(action, "#{action['class']} \"#{action['name']}\" stays: #{why}") if why

      record.destroy || raise("Redmine refuses: #{record.errors.full_messages.join(', ')}")
      "#{action['class']} \"#{action['name']}\" is removed"
    end

    def undo_set(action)
      record = find(action) or return "#{action['class']} \"#{action['name']}\" is gone already"
      attributes = action['values'].map(&:first).join(', ')
      unless action['values'].all? { |attribute, _, now| plain(record.public_send(attribute)) == plain(now) }
        return keep(action, "#{attributes} of \"#{action['name']}\" stays: it was changed again since")
      end

      action['values'].each { |attribute, was, _| record.public_send("#{attribute}=", was) }
      record.save!
      "#{attributes} of \"#{action['name']}\" as before"
    end

    def undo_added(action)
      record = find(action) or return "#{action['class']} \"#{action['name']}\" is gone already"
      members = record.public_send(action['collection'])
      gone = members.select { |one| action['ids'].include?(one.id) }
      members.delete(*gone) if gone.any?
      "#{action['collection']} of \"#{action['name']}\": #{gone.map { |one| EstafetaProvision.label(one) }.join(', ')} removed"
    end

    def undo_rows_added(action)
      rows(action).each { |row| WorkflowRule.where(row.merge('type' => action['class'])).delete_all }
      "#{rows(action).size} rows of #{action['class']} are removed"
    end

    def undo_rows_removed(action)
      missing = rows(action).reject { |row| WorkflowRule.where(row.merge('type' => action['class'])).exists? }
      WorkflowRule.insert_all(missing.map { |row| row.merge('type' => action['class']) }) if missing.any?
      "#{missing.size} rows of #{action['class']} are back"
    end

    private

    def find(action)
      Object.const_get(action['class']).find_by(id: action['id'])
    end

    # A value as it comes back from the undo file; the order of ids says nothing.
    def plain(value)
      value = JSON.parse(JSON.generate([value])).first
      value.is_a?(Array) ? value.sort_by(&:to_s) : value
    end

    def rows(action)
      action['rows']['values'].map { |values| action['rows']['columns'].zip(values).to_h }
    end

    def keep(action, why)
      @left << action
      why
    end

    # A history that names a status or a field which is gone shows bare numbers.
    def in_history?(key, value, property = 'attr')
      details = JournalDetail.where(property: property, prop_key: key)
      return details.exists? if value.nil?

      details.where(value: value.to_s).or(details.where(old_value: value.to_s)).exists?
    end

    # Why a record that was made must not be removed: people's work hangs on it. (For trackers, statuses and roles Redmine
    # itself refuses, with its own words.)
    def in_use(record)
      case record
      when Project
        'it holds issues or a wiki' if record.issues.exists? || record.children.exists? || record.wiki&.pages&.exists?
      when IssueCustomField
        values = CustomValue.where(custom_field_id: record.id).where.not(value: [nil, ''])
        'issues have or had values in it' if values.exists? || in_history?(record.id.to_s, nil, 'cf')
      when Tracker then 'issues are of this tracker' if Issue.where(tracker_id: record.id).exists?
      when IssueStatus
        'issues have or had this status' if Issue.where(status_id: record.id).exists? || in_history?('status_id', record.id)
      when Group
        'it has people or issues' if record.users.exists? || Issue.where(assigned_to_id: record.id).exists?
      when User
        'it has written in issues; lock it by hand' if Journal.where(user_id: record.id).exists? || Issue.where(author_id: record.id).exists?
      end
    end
  end
end
