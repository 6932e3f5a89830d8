import ArgumentParser

/// What makes a shell complete words: what the parser of the command line makes, and what that
/// lacks.
enum CompletionScript {
  static func text(for shell: CompletionShell) -> String {
    let made = Martlet.completionScript(for: shell)
    switch shell {
    case .bash: return withWholeWords(withAliases(made))
    case .zsh: return withCommandsFirst(withAliases(made))
    default: return withFishAliases(made)
    }
  }

  private static var aliases: [(alias: String, name: String)] {
    Martlet.groups.flatMap(\.commands).map { $0.configuration }.flatMap { command in
      command.aliases.map { (alias: $0, name: command.commandName ?? "") }
    }
  }

  private static func withFishAliases(_ script: String) -> String {
    let line = "    set -l unparsed_tokens (__martlet_tokens -pc)\n"
    let cases = aliases.map { "    case \($0.alias)\n        set unparsed_tokens[2] \($0.name)\n" }
    let names = "    switch \"$unparsed_tokens[2]\"\n\(cases.joined())    end\n"
    return CommandsFirst.fish
      + script.replacing(line, with: line + CommandsFirst.fishCondition + names)
  }

  private static func withCommandsFirst(_ zsh: String) -> String {
    let lines = "    local context state state_descr line\n    local -A opt_args\n\n"
    return zsh.replacing(lines, with: lines + CommandsFirst.zsh, maxReplacements: 1)
  }

  /// The parser's script completes no command by another name.
  private static func withAliases(_ script: String) -> String {
    var script = script
    for (alias, name) in aliases {
      script = script.replacing("|\(name)|", with: "|\(name)|\(alias)|")
      let function = "\n_martlet_\(name)() {"
      script = script.replacing(
        function, with: "\n_martlet_\(alias)() {\n    _martlet_\(name) \"${@}\"\n}\n\(function)")
    }
    return script
  }

  /// bash ends words at "@" and ":", of which names of snapshots are full, and at "=", where the
  /// parser's script wants a word to end; and it takes every word for the name of a file, so that a
  /// profile called as a folder gets a slash.
  private static func withWholeWords(_ script: String) -> String {
    script.replacing(
      "\n    local completion\n",
      with: "\n    [[ \"${1}\" = -[dfo] ]] && offers_files=yes\n    local completion\n"
    )
    .replacing(
      "complete -o filenames -F _martlet martlet",
      with: """
        _martlet_whole_words() {
            local rest="${COMP_LINE}" word
            local -a words=()
            local -i index current=0
            local offers_files=no
            for index in "${!COMP_WORDS[@]}"; do
                word="${COMP_WORDS[index]}"
                if [[ ${#words[@]} -gt 0 && -n "${word}" && "${rest}" != [[:space:]]* \\
                    && ("${word}" = [@:]* || "${words[${#words[@]} - 1]}" = *[@:]) ]]; then
                    words[${#words[@]} - 1]+="${word}"
                elif [[ ${#words[@]} -gt 0 && "${word}" = = && "${rest}" = =* \\
                    && "${words[${#words[@]} - 1]}" = --* ]]; then
                    [[ index -eq COMP_CWORD || "${rest}" = =[[:space:]]* ]] && words+=("")
                elif [[ -n "${word}" || "${rest}" = [[:space:]]* || ${#words[@]} -eq 0 ]]; then
                    words+=("${word}")
                fi
                rest="${rest#*"${word}"}"
                [[ index -eq COMP_CWORD ]] && current=$((${#words[@]} - 1))
            done
        \(CommandsFirst.bash)
            local -a COMP_WORDS=("${words[@]}")
            local -i COMP_CWORD=current
            local COMP_LINE
            printf -v COMP_LINE '%s ' "${words[@]:0:current+1}"
            COMP_LINE="${COMP_LINE% }"
            local -i COMP_POINT=${#COMP_LINE}
            local -r whole="${words[current]}"
            # What stands before the part of the word that readline is about to replace.
            local before=""
            [[ "${whole}" = *[@:]* ]] && before="${whole%"${2}"}"
            _martlet "${1}" "${whole}" "${words[current > 0 ? current - 1 : 0]}"
            if [[ "${offers_files}" = no && "${COMPREPLY[*]}" != */* ]]; then
                compopt +o filenames 2>/dev/null
                for index in "${!COMPREPLY[@]}"; do
                    printf -v "COMPREPLY[index]" %q "${COMPREPLY[index]}"
                done
            else
                # readline marks folders itself.
                COMPREPLY=("${COMPREPLY[@]%/}")
            fi
            COMPREPLY=("${COMPREPLY[@]#"${before}"}")
        }

        complete -o filenames -F _martlet_whole_words martlet
        """)
  }
}
