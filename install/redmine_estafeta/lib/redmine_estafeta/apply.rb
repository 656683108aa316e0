# frozen_string_literal: true

module RedmineEstafeta
  # A list of actions (action.rb), one after another: each as a whole or not at all, or all of them as one. An action whose key
  # was carried out lately is not carried out again: its result is the one it had then.
  class Apply
    KEPT = 2.days # longer than the connector repeats a request
    # Somebody else wrote at that moment: to be decided anew.
    BUSY = [ActiveRecord::StaleObjectError, ActiveRecord::Deadlocked, ActiveRecord::LockWaitTimeout, ActiveRecord::SerializationFailure,
            ActiveRecord::StatementTimeout].freeze

    Result = Struct.new(:answer, :issue_id) do
      def done? = !answer.key?(:error)
    end

    def initialize(actions, together: false)
      @wanted = actions
      @together = together
      @made = {}
    end

    # One result for each. What Redmine writes by itself once an action is committed, as the parent's “Subtask added” of Redmine 6,
    # is for nobody either.
    def results
      Addressing.with(Addressing::NOBODY, nil) { @together ? all_or_none : @wanted.map { |one| result_of(one) } }
    end

    private

    # Entries of `results` after the one that failed say that they were left out.
    def all_or_none
      results = []
      transaction do
        @wanted.each do |one|
          results << result_of(one)
          break unless results.last.done?
        end
        raise ActiveRecord::Rollback unless results.all?(&:done?)
      end
      return results if results.size == @wanted.size && results.all?(&:done?)

      failed = results.size - 1
      @wanted.each_index.map { |i| i == failed ? results[i] : Result.new({ error: 'left_out' }) }
    end

    def result_of(wanted)
      action = Action.new(wanted, @made)
      answer = @together ? Issue.transaction(requires_new: true) { outcome(action) } : transaction { outcome(action) }
      Result.new(answer, action.issue_id || answer[:issue_id])
    rescue Action::Refused => e
      Result.new(e.answer)
    rescue *BUSY
      Result.new({ error: 'busy' })
    rescue ActiveRecord::RecordNotUnique
      Result.new({ error: 'busy' }) # the same request twice at once: the other one has carried it out
    rescue StandardError => e
      Rails.logger.error("Estafeta: an action failed: #{e.class}: #{e.message}\n#{Array(e.backtrace).first(5).join("\n")}")
      Result.new({ error: 'broken', sentences: ["#{e.class}: #{e.message}"] })
    end

    # Each query sees what others have committed by then, so that who waited for an issue that somebody was saving sees what
    # they saved; MariaDB would go on seeing the moment of the first query. It begins with a write, because SQLite refuses to write
    # in a transaction that has read before somebody else wrote.
    def transaction
      Issue.transaction(isolation: Redmine::Database.sqlite? ? nil : :read_committed) do
        ActionRecord.where('created_on < ?', KEPT.ago).delete_all
        yield
      end
    end

    def outcome(action) = kept(action) || carried_out(action)

    def carried_out(action)
      answer = action.carry_out
      remember(action, answer)
      @made[action.key] = answer[:id] if action.issue_id
      answer
    end

    def remember(action, answer)
      return if action.key.empty?

      ActionRecord.create!(key: action.key, result: answer.merge(issue_id: action.issue_id).to_json, created_on: Time.now)
    end

    def kept(action)
      return if action.key.empty?

      answer = ActionRecord.find_by(key: action.key)&.answer or return
      @made[action.key] = answer[:id] if answer[:issue_id]
      answer.merge(repeated: true)
    end
  end
end
