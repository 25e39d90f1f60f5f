// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Puts a call of {@link Edges#hit} at the start of each block of a method. */
final class EdgeTransform implements CodeTransform {

    private static final ClassDesc EDGES = Edges.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc HIT =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);
    private static final int SPREAD = 0x9E37_79B9;

    private final Set<Label> targets = new HashSet<>();
    private int block;

    EdgeTransform(CodeModel code, int seed) {
        block = seed;
        code.forEach(this::addTargets);
    }

    private void addTargets(CodeElement element) {
        switch (element) {
            case BranchInstruction branch -> targets.add(branch.target());
            case TableSwitchInstruction table -> add(table.defaultTarget(), table.cases());
            case LookupSwitchInstruction lookup -> add(lookup.defaultTarget(), lookup.cases());
            case ExceptionCatch handler -> targets.add(handler.handler());
            default -> {
                // Goes nowhere else.
            }
        }
    }

    private void add(Label other, List<SwitchCase> cases) {
        targets.add(other);
        cases.forEach(one -> targets.add(one.target()));
    }

    @Override
    public void atStart(CodeBuilder builder) {
        hit(builder);
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
        builder.with(element);
        boolean begins = element instanceof LabelTarget label && targets.contains(label.label());
        boolean goesOn = element instanceof BranchInstruction branch
                && branch.opcode() != Opcode.GOTO && branch.opcode() != Opcode.GOTO_W;
        if (begins || goesOn) {
            hit(builder);
        }
    }

    private void hit(CodeBuilder builder) {
        block += SPREAD;
        builder.loadConstant((block ^ (block >>> 15)) & (Edges.SIZE - 1))
                .invokestatic(EDGES, "hit", HIT);
    }
}
