# frozen_string_literal: true

# Changes the site and keeps, for each change, a sentence for people and what is needed to take it back.

module EstafetaProvision
  class Recorder
    attr_reader :sentences, :actions, :conflicts, :remarks

    def initialize
      @sentences = []
      @actions = []
      @conflicts = [] # what stops everything
      @remarks = []   # what a person should know
    end

    def conflict(text)
      @conflicts << text unless @conflicts.include?(text)
    end

    def remark(text)
      @remarks << text unless @remarks.include?(text)
    end

    def made(record, sentence)
      record.save!
      done(sentence, 'op' => 'made', 'class' => record.class.name, 'id' => record.id, 'name' => EstafetaProvision.label(record))
      record
    end

    # values: attribute => value. Those that differ are written together: some are valid only so.
    def set(record, values, sentence)
      differing = values.map { |attribute, now| [attribute.to_s, record.public_send(attribute), now] }
      differing.reject! { |_, was, now| was == now }
      return if differing.empty?

      differing.each { |attribute, _, now| record.public_send("#{attribute}=", now) }
      record.save!
      done(sentence, 'op' => 'set', 'class' => record.class.name, 'id' => record.id, 'values' => differing, 'name' => EstafetaProvision.label(record))
    end

    # Adds to a collection (trackers of a field, projects of …) what is not in it.
    def add(record, collection, members, sentence)
      missing = members - record.public_send(collection).to_a
      return if missing.empty?

      record.public_send(collection).concat(missing)
      done("#{sentence}: #{missing.map { |one| "\"#{EstafetaProvision.label(one)}\"" }.join(', ')}",
           'op' => 'added', 'class' => record.class.name, 'id' => record.id, 'collection' => collection.to_s,
           'ids' => missing.map(&:id), 'name' => EstafetaProvision.label(record))
    end

    # rows: hashes of columns; the class is WorkflowTransition or WorkflowPermission.
    def add_rows(type, rows, sentence)
      return if rows.empty?

      # In one statement: there are thousands on a site with many statuses and roles.
      rows.each_slice(200) { |some| WorkflowRule.insert_all(some.map { |row| row.merge('type' => type.name) }) }
      done(sentence, 'op' => 'rows_added', 'class' => type.name, 'rows' => compact(rows))
    end

    def remove_rows(type, rows, sentence)
      return if rows.empty?

      rows.each { |row| type.where(row).delete_all }
      done(sentence, 'op' => 'rows_removed', 'class' => type.name, 'rows' => compact(rows))
    end

    def setting(name, value, sentence)
      row = Setting.where(name: name).first
      was = Setting[name]
      Setting[name] = value
      done(sentence, 'op' => 'setting', 'name' => name, 'was' => was, 'now' => value, 'had_row' => !row.nil?)
    end

    def done(sentence, action)
      @sentences << sentence
      @actions << action
    end

    private

    # Many rows share their columns' names: one list of names and one of values each keeps the file readable.
    def compact(rows)
      columns = rows.first.keys
      { 'columns' => columns, 'values' => rows.map { |row| columns.map { |column| row[column] } } }
    end
  end
end
