# frozen_string_literal: true

# The feed's answer for an issue beside that of Redmine's own REST interface; for a story outside Redmine and its reader within.

module Acceptance
  module IssueAnswers
    INCLUDE = 'journals,children,relations,attachments,watchers,allowed_statuses'
    # What the connector does not read of an issue, of a file and of a child.
    UNREAD = %w[fixed_version done_ratio is_private total_estimated_hours spent_hours total_spent_hours closed_on].freeze
    UNREAD_OF_FILE = %w[filesize content_type description thumbnail_url created_on].freeze

    module_function

    # Where Redmine does not say in which order it answers, none counts.
    def comparable(issue)
      issue = issue.except(*UNREAD)
      issue['attachments'] = issue['attachments'].map { |one| one.except(*UNREAD_OF_FILE) }
      issue['watchers'] = issue['watchers']&.sort_by { |one| one['id'] }
      issue['children'] = in_order(issue['children'])
      issue['journals'] = issue['journals'].map { |one| one.merge('details' => one['details'].sort_by(&:to_s)) }
      issue
    end

    def in_order(children)
      children&.map { |one| one.merge('children' => in_order(one['children'])) }&.sort_by { |one| one['id'] }
    end

    # [[id, key, what REST says, what the feed says], …]; of an issue that only one of them answers, without a key.
    def differences(by_rest, by_feed)
      by_rest.keys.union(by_feed.keys).flat_map do |id|
        wanted, read = [by_rest[id], by_feed[id]].map { |one| one && comparable(one) }
        next wanted == read ? [] : [[id, nil, wanted, read]] unless wanted && read

        wanted.keys.union(read.keys).reject { |key| wanted[key] == read[key] }.map { |key| [id, key, wanted[key], read[key]] }
      end
    end
  end
end
