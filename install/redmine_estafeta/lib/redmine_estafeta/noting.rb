# frozen_string_literal: true

module RedmineEstafeta
  # Notes what changed for the feed, wherever Redmine's models say so. What Estafeta writes of clocks, and knows, is not noted.
  # What is written past the models is found by the feed's nightly sweep.
  module Noting
    # Of an issue, what others tell or hang on.
    TOLD_BY_OTHERS = %w[status_id project_id parent_id tracker_id subject is_private].freeze
    OF_PERSONS = %w[login firstname lastname status type].freeze
    # Of this plugin's settings nothing is told.
    OWN_SETTINGS = /\Aplugin_/.freeze

    # The first two may be saved without anything that a callback sees.
    module OfIssues
      def self.included(issue)
        issue.after_save { Noting.issue_saved(self) }
        issue.before_destroy(prepend: true) { Noting.issue_leaves(self) }
      end

      module Watched
        def remove_watcher(user) = super.tap { Touch.note('issue', id) }
      end
    end

    module OfProjects
      %i[close reopen archive unarchive].each do |name|
        define_method(name) { super().tap { Touch.note('project', id) } }
      end
    end

    module OfGroups
      def user_added(user) = super.tap { Touch.note('person', id) }
      def user_removed(user) = super.tap { Touch.note('person', id) }
    end

    class << self
      def install
        Issue.include(OfIssues)
        Issue.prepend(OfIssues::Watched)
        Project.prepend(OfProjects)
        Group.prepend(OfGroups)
        after(Journal) { |one| Touch.note('issue', one.journalized_id) if one.journalized_type == 'Issue' }
        after(IssueRelation) { |one| Touch.note('issue', one.issue_from_id, one.issue_to_id) }
        after(Attachment) { |one| Touch.note('issue', *containers(one)) }
        after(Watcher) { |one| Touch.note('issue', one.watchable_id) if one.watchable_type == 'Issue' }
        after(Project) { |one| Touch.note('project', one.id) }
        after(EnabledModule) { |one| Touch.note('project', one.project_id) }
        after(IssueCategory) { |one| Touch.note('project', one.project_id) }
        after(Setting) { |one| Touch.note('everything') unless one.name.match?(OWN_SETTINGS) }
        [Tracker, IssueStatus, IssuePriority, IssueCustomField, Role, WorkflowRule].each { |model| after(model) { Touch.note('everything') } }
        persons
      end

      def issue_saved(issue)
        changed = issue.saved_changes
        around = issue.saved_change_to_id? ? issue.parent_id : (changed.keys & TOLD_BY_OTHERS).any?
        Touch.note(around ? 'around' : 'issue', issue.id)
        former = changed['parent_id']&.first
        Touch.note('around', former) if former
      end

      # What stands around it cannot be told once it is gone.
      def issue_leaves(issue)
        Touch.note('issue', issue.id, *Surroundings.of([issue.id]))
      end

      private

      def after(model, &block)
        model.after_save { block.call(self) }
        model.after_destroy { block.call(self) }
      end

      def containers(file)
        before = [file.container_type_before_last_save, file.container_id_before_last_save]
        [[file.container_type, file.container_id], before].filter_map { |type, id| id if type == 'Issue' }
      end

      # Of one who goes, others' names come in.
      def persons
        Principal.after_save { Touch.note('person', id) if (saved_changes.keys & OF_PERSONS).any? }
        Principal.after_destroy { Touch.note('everything') }
        after(MemberRole) { |one| Touch.note('everything') if sees_by?(one.member) }
      end

      # Whether that membership may be why Estafeta's account sees what it sees.
      def sees_by?(member)
        account = Words.current.account_id
        member.nil? || member.user_id == account || !member.principal.is_a?(User)
      end
    end
  end
end
