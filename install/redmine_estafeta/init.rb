# frozen_string_literal: true

# Estafeta inside Redmine. README.md beside this file is the manual.

Redmine::Plugin.register :redmine_estafeta do
  name 'Estafeta'
  description 'Tasks of a change start in their order, whoever starts one too early reads why, and pages show how all of it stands.'
  version RedmineEstafeta::VERSION
  requires_redmine version_or_higher: '5.0'
  # What the ids of this Redmine mean; `rake estafeta:install` writes it.
  settings default: { 'words' => {}, 'hints' => {}, 'colleagues' => 'quiet' }
  # Beside the modules of a project, so that none has to be switched on.
  permission RedmineEstafeta::Readers::PERMISSION, { estafeta_pages: %i[desk dossier], estafeta_figures: %i[show incidents report] }, read: true, require: :member
  permission RedmineEstafeta::Readers::SIGNING, { estafeta_sign_offs: [:create] }, require: :member
  permission RedmineEstafeta::Editors::PERMISSION, { estafeta_entries: %i[create update destroy] }, require: :member
  menu :top_menu, :estafeta, { controller: 'estafeta_pages', action: 'index' }, caption: 'Estafeta', if: ->(_) { RedmineEstafeta::Readers.anywhere? }
  menu :project_menu, :estafeta, { controller: 'estafeta_pages', action: 'desk' },
       caption: 'Estafeta', param: :id, permission: RedmineEstafeta::Readers::PERMISSION, if: ->(project) { RedmineEstafeta::Document.desk?(project) }
end

# What is published would fill Redmine's log.
Rails.application.config.filter_parameters << /\Atexts\z/

if (remark = RedmineEstafeta::Compatibility.remark)
  Rails.logger&.warn("Estafeta: #{remark}")
end

# Hooks register themselves when they are loaded.
RedmineEstafeta::FormHook
RedmineEstafeta::PanelHook
RedmineEstafeta::ChangeHook
RedmineEstafeta::Overtaking
# Before the first controller takes over Redmine's helpers.
QueriesHelper.prepend(RedmineEstafeta::Listed::InPages)
IssueQuery.prepend(RedmineEstafeta::Listed)
Issue.include(RedmineEstafeta::Listed::OfIssues)
UsersController.include(RedmineEstafeta::Entered::Header) unless UsersController.include?(RedmineEstafeta::Entered::Header)
RedmineEstafeta::Entry.include(RedmineEstafeta::Hinting) unless RedmineEstafeta::Entry.include?(RedmineEstafeta::Hinting)
IssuesController.helper(EstafetaHelper, EstafetaChangesHelper)
MyController.helper(EstafetaHelper)
Redmine::MyPage.singleton_class.prepend(RedmineEstafeta::MyWork::OfBlocks)
Issue.prepend(RedmineEstafeta::GuardedIssue) unless Issue.include?(RedmineEstafeta::GuardedIssue)
Issue.prepend(RedmineEstafeta::Addressing::OfIssues) unless Issue.include?(RedmineEstafeta::Addressing::OfIssues)
Journal.prepend(RedmineEstafeta::Addressing::OfEntries) unless Journal.include?(RedmineEstafeta::Addressing::OfEntries)
Journal.prepend(RedmineEstafeta::QuietEntry) unless Journal.include?(RedmineEstafeta::QuietEntry)
Issue.prepend(RedmineEstafeta::StartedIssue) unless Issue.include?(RedmineEstafeta::StartedIssue)
[Issue, IssueRelation, Journal].each do |record|
  record.include(RedmineEstafeta::Hinting) unless record.include?(RedmineEstafeta::Hinting)
end
RedmineEstafeta::Noting.install unless Issue.include?(RedmineEstafeta::Noting::OfIssues)
