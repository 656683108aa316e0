# frozen_string_literal: true

# What lists of issues show: one row for each incident and each task of a change, made from their documents.
class CreateEstafetaRows < ActiveRecord::Migration[6.1]
  LONG = 1.megabyte # without a limit MariaDB keeps 64 KB

  def up
    create_table :estafeta_rows do |t|
      t.integer :issue_id, null: false
      t.string :document, null: false, limit: 100
      t.integer :change_id
      t.string :sla_state, limit: 20
      t.boolean :paused, null: false, default: false
      t.datetime :due_on
      t.text :hours, limit: LONG
      t.string :awaited, limit: 2000
      t.text :waits_for, limit: LONG
    end
    add_index :estafeta_rows, :issue_id, unique: true
    add_index :estafeta_rows, :document
    add_index :estafeta_rows, :change_id
    add_index :estafeta_rows, :sla_state
    RedmineEstafeta::Row.reset_column_information
    RedmineEstafeta::Document.find_each { |one| RedmineEstafeta::Row.keep([one]) }
  end

  def down
    drop_table :estafeta_rows
  end
end
